import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    property bool primary: false
    property string iconName: ""
    readonly property bool filled: root.primary && root.enabled && !root.locked
    readonly property color ink: root.filled ? Theme.accentInk : root.enabled && !root.locked ? Theme.text : Theme.textSecondary

    bottomPadding: Theme.space12
    leftPadding: Theme.space32
    rightPadding: Theme.space32
    ringRadius: root.height / 2
    topPadding: Theme.space12

    background: Rectangle {
        border.color: root.filled ? Theme.accent : Theme.outline
        border.width: Theme.lineWidth
        color: root.filled ? (root.down ? Theme.text : Theme.accent) : root.down ? Theme.line : Theme.raised
        radius: height / 2
    }
    contentItem: Item {
        implicitHeight: label.implicitHeight
        implicitWidth: label.implicitWidth + label.indent

        Icon {
            id: icon

            anchors.left: parent.left
            anchors.leftMargin: Math.max(0, (parent.width - label.indent - label.contentWidth) / 2)
            anchors.verticalCenter: parent.verticalCenter
            color: label.color
            name: root.locked ? "lock" : root.iconName
            visible: name !== ""
        }

        Label {
            id: label

            readonly property real indent: icon.visible ? icon.width + Theme.space12 : 0

            Accessible.ignored: true
            anchors.fill: parent
            anchors.leftMargin: label.indent
            color: root.filled && root.down ? Theme.background : root.ink
            horizontalAlignment: Text.AlignHCenter
            strong: true
            text: root.text
            verticalAlignment: Text.AlignVCenter
        }
    }
}
