import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// One line to look for something, typed on a keyboard; Esc empties it. `note` stands at its end.
T.TextField {
    id: root

    property string name: ""
    property string note: ""
    property bool ringShown: root.activeFocus

    Accessible.name: root.name
    Accessible.role: Accessible.EditableText
    color: root.enabled ? Theme.text : Theme.textSecondary
    focusPolicy: Qt.StrongFocus
    font.family: Theme.family
    font.pixelSize: Theme.body
    implicitHeight: Theme.touch
    implicitWidth: Theme.dp(320)
    leftPadding: Theme.space24 + Theme.iconSecondary + Theme.space12
    maximumLength: 100
    objectName: root.name
    rightPadding: Theme.space24 + (note.visible ? note.width + Theme.space12 : 0)
    selectByMouse: true
    selectedTextColor: Theme.accentInk
    selectionColor: Theme.accent
    verticalAlignment: TextInput.AlignVCenter

    background: Rectangle {
        border.color: root.ringShown ? Theme.text : Theme.outline
        border.width: root.ringShown ? Theme.ring : Theme.lineWidth
        color: Theme.surface
        radius: height / 2
    }

    Keys.onEscapePressed: event => {
        event.accepted = root.text !== "";
        if (event.accepted) {
            root.clear();
            root.textEdited();
        }
    }

    Icon {
        anchors.left: parent.left
        anchors.leftMargin: Theme.space24
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.textSecondary
        name: root.enabled ? "magnify" : "lock"
    }

    Label {
        Accessible.ignored: true
        anchors.fill: parent
        anchors.leftMargin: root.leftPadding
        anchors.rightMargin: root.rightPadding
        color: Theme.textSecondary
        elide: Text.ElideRight
        text: root.placeholderText
        verticalAlignment: Text.AlignVCenter
        visible: root.length === 0
        wrap: false
    }

    Label {
        id: note

        anchors.right: parent.right
        anchors.rightMargin: Theme.space24
        anchors.verticalCenter: parent.verticalCenter
        color: Theme.textSecondary
        size: Theme.caption
        text: root.note
        visible: root.note !== ""
        wrap: false
    }
}
