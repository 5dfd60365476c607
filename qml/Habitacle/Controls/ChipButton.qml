import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    property string iconName: ""
    property color iconColor: Theme.textSecondary

    ringInset: (root.height - chip.height) / 2
    ringRadius: chip.radius

    contentItem: Item {
        implicitHeight: chip.implicitHeight
        implicitWidth: chip.implicitWidth

        Chip {
            id: chip

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            border.color: root.down ? Theme.accent : Theme.outline
            border.width: root.down ? Theme.ring : Theme.lineWidth
            color: root.down ? Theme.tintAccent : Theme.raised
            iconColor: root.iconColor
            iconName: root.usable ? root.iconName : "lock"
            ink: root.usable ? Theme.text : Theme.textSecondary
            text: root.text
            width: parent.width
        }
    }
}
