import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// A button of the desk; `primary` for the one that matters, `quiet` without ground.
T.AbstractButton {
    id: root

    property bool primary: false
    property bool quiet: false
    property string iconName: ""
    property string name: root.text
    property string hint: ""
    readonly property color ink: !root.enabled ? Theme.textSecondary : root.primary ? Theme.accentInk : Theme.text

    signal activated

    Accessible.description: root.hint
    Accessible.name: root.name
    Accessible.role: Accessible.Button
    focusPolicy: Qt.StrongFocus
    font.family: Theme.family
    font.pixelSize: Desk.text
    horizontalPadding: Desk.px(root.text === "" ? 6 : 10)
    hoverEnabled: true
    implicitHeight: Desk.row
    implicitWidth: Math.max(Desk.row, implicitContentWidth + leftPadding + rightPadding)
    objectName: root.name

    background: Rectangle {
        border.color: root.quiet ? Theme.transparent : root.primary && root.enabled ? Theme.accent : Theme.outline
        border.width: Desk.line
        color: root.down ? Theme.tintAccent : root.primary && root.enabled ? Theme.accent : root.hovered && root.enabled ? Theme.line : root.quiet ? Theme.transparent : Theme.raised
        radius: Desk.corner
    }
    contentItem: Item {
        implicitHeight: label.implicitHeight
        implicitWidth: icon.span + label.implicitWidth

        DeskIcon {
            id: icon

            readonly property real span: visible ? width + (root.text === "" ? 0 : Desk.tight) : 0

            anchors.verticalCenter: parent.verticalCenter
            color: root.down ? Theme.text : root.ink
            name: root.iconName
            visible: root.iconName !== ""
            x: (parent.width - span - label.implicitWidth) / 2
        }

        DeskText {
            id: label

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            color: root.down ? Theme.text : root.ink
            text: root.text
            width: Math.min(implicitWidth, parent.width - icon.span)
            x: icon.x + icon.span
        }
    }

    Keys.onEnterPressed: root.click()
    Keys.onReturnPressed: root.click()
    onClicked: root.activated()

    Ring {
        shown: root.visualFocus
    }
}
