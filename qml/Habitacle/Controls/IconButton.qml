import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    required property string iconName
    property bool directional: false
    property color iconColor: Theme.text

    ringRadius: root.height / 2

    background: Rectangle {
        color: root.down ? Theme.line : Theme.transparent
        radius: height / 2
    }
    contentItem: Item {
        implicitHeight: Theme.iconPrimary
        implicitWidth: Theme.iconPrimary

        Icon {
            anchors.centerIn: parent
            color: root.enabled && !root.locked ? root.iconColor : Theme.textSecondary
            directional: root.directional && !root.locked
            name: root.locked ? "lock" : root.iconName
            size: Theme.iconPrimary
        }
    }
}
