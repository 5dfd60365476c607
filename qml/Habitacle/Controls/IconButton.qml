import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    required property string iconName
    property bool directional: false
    property color iconColor: Theme.text

    ringRadius: root.height / 2

    background: Face {
        border.width: root.down ? Theme.ring : 0
        down: root.down
        ground: Theme.transparent
        radius: height / 2
    }
    contentItem: Item {
        implicitHeight: Theme.iconPrimary
        implicitWidth: Theme.iconPrimary

        Icon {
            anchors.centerIn: parent
            color: root.usable ? root.iconColor : Theme.textSecondary
            directional: root.directional && root.usable
            name: root.usable ? root.iconName : "lock"
            size: Theme.iconPrimary
        }
    }
}
