import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// A row of a list that can be chosen; what is put inside fills it.
T.AbstractButton {
    id: root

    default property alias content: slot.data
    property string name: ""
    property bool selected: false
    property color bar: Theme.transparent

    signal activated

    Accessible.name: root.name
    Accessible.role: Accessible.ListItem
    Accessible.selected: root.selected
    focusPolicy: Qt.StrongFocus
    horizontalPadding: Desk.px(8)
    hoverEnabled: true
    implicitHeight: Desk.row
    implicitWidth: Desk.px(120)
    objectName: root.name

    background: Rectangle {
        color: root.selected ? Theme.tintAccent : root.hovered ? Theme.raised : Theme.transparent
        radius: Desk.corner

        Rectangle {
            color: root.selected ? Theme.accent : root.bar
            height: parent.height
            radius: width / 2
            visible: root.selected || root.bar.a > 0
            width: Desk.px(3)
        }
    }
    contentItem: Item {
        id: slot
    }

    Keys.onEnterPressed: root.click()
    Keys.onReturnPressed: root.click()
    onClicked: root.activated()

    Ring {
        shown: root.visualFocus
    }
}
