import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// Something that is on or off: a box with a tick and its name. The owner sets `on`.
T.AbstractButton {
    id: root

    property bool on: false
    property string name: root.text

    signal switched(on: bool)

    Accessible.checkable: true
    Accessible.checked: root.on
    Accessible.name: root.name
    Accessible.role: Accessible.CheckBox
    focusPolicy: Qt.StrongFocus
    font.pixelSize: Desk.text
    hoverEnabled: true
    implicitHeight: Desk.row
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    objectName: root.name
    padding: Desk.px(4)

    background: Rectangle {
        color: root.hovered && root.enabled ? Theme.raised : Theme.transparent
        radius: Desk.corner
    }
    contentItem: Item {
        implicitHeight: label.implicitHeight
        implicitWidth: box.width + Desk.tight + label.implicitWidth

        Rectangle {
            id: box

            anchors.verticalCenter: parent.verticalCenter
            border.color: root.on ? Theme.accent : Theme.outline
            border.width: Desk.line
            color: root.on ? Theme.accent : Theme.background
            height: Desk.icon
            radius: Desk.px(4)
            width: Desk.icon

            DeskIcon {
                anchors.centerIn: parent
                color: Theme.accentInk
                name: "check"
                size: Desk.px(14)
                visible: root.on
            }
        }

        DeskText {
            id: label

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            color: root.enabled ? Theme.text : Theme.textSecondary
            text: root.text
            width: Math.min(implicitWidth, parent.width - x)
            x: box.width + Desk.tight
        }
    }

    Keys.onEnterPressed: root.click()
    Keys.onReturnPressed: root.click()
    onClicked: root.switched(!root.on)

    Ring {
        shown: root.visualFocus
    }
}
