import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// One line to type in; Enter tells `entered`.
T.TextField {
    id: root

    property string name: ""
    property string note: ""

    signal entered(text: string)

    Accessible.name: root.name
    Accessible.role: Accessible.EditableText
    color: root.enabled ? Theme.text : Theme.textSecondary
    focusPolicy: Qt.StrongFocus
    font.family: Theme.family
    font.pixelSize: Desk.text
    implicitHeight: Desk.row
    implicitWidth: Desk.px(160)
    leftPadding: Desk.px(8)
    maximumLength: 400
    objectName: root.name
    rightPadding: Desk.px(8) + (note.visible ? note.width + Desk.tight : 0)
    selectByMouse: true
    selectedTextColor: Theme.accentInk
    selectionColor: Theme.accent
    verticalAlignment: TextInput.AlignVCenter

    background: Rectangle {
        border.color: root.activeFocus ? Theme.text : Theme.outline
        border.width: root.activeFocus ? Desk.ring : Desk.line
        color: Theme.background
        radius: Desk.corner
    }

    onAccepted: root.entered(root.text)

    DeskText {
        Accessible.ignored: true
        anchors.fill: parent
        anchors.leftMargin: root.leftPadding
        anchors.rightMargin: root.rightPadding
        dim: true
        text: root.placeholderText
        verticalAlignment: Text.AlignVCenter
        visible: root.length === 0
    }

    DeskText {
        id: note

        anchors.right: parent.right
        anchors.rightMargin: Desk.px(8)
        anchors.verticalCenter: parent.verticalCenter
        dim: true
        size: Desk.small
        text: root.note
        visible: root.note !== ""
    }
}
