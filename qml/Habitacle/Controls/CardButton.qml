import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A card that is one button; children as in Card, none of them pressable.
Pressable {
    id: root

    default property alias content: slot.data
    property color bar: Theme.transparent

    readonly property real lockRoom: root.usable ? 0 : Theme.iconSecondary + Theme.space12

    leftPadding: root.padding + (root.mirrored ? root.lockRoom : 0)
    padding: Theme.gap
    rightPadding: root.padding + (root.mirrored ? 0 : root.lockRoom)

    background: Face {
        down: root.down

        EdgeBar {
            color: root.bar
            visible: root.bar.a > 0
        }

        Icon {
            anchors.right: parent.right
            anchors.rightMargin: root.padding
            anchors.verticalCenter: parent.verticalCenter
            color: Theme.textSecondary
            name: "lock"
            visible: !root.usable
        }
    }
    contentItem: ColumnLayout {
        id: slot

        spacing: Theme.space12
    }
}
