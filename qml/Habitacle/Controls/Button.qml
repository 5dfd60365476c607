import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    property bool primary: false
    property string iconName: ""
    // `outline` stands out from every ground but a tint; there it is textSecondary.
    property color edge: Theme.outline
    readonly property bool filled: root.primary && root.usable
    readonly property color ink: root.filled ? Theme.accentInk : root.usable ? Theme.text : Theme.textSecondary

    bottomPadding: Theme.space12
    leftPadding: Theme.space32
    rightPadding: Theme.space32
    ringRadius: root.height / 2
    topPadding: Theme.space12

    background: Face {
        border.color: root.down ? Theme.accent : root.edge
        border.width: root.filled ? 0 : root.down ? Theme.ring : Theme.lineWidth
        color: root.filled ? (root.down ? Theme.text : Theme.accent) : root.down ? Theme.tintAccent : Theme.raised
        down: root.down
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
            name: root.usable ? root.iconName : "lock"
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
