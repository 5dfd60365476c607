import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    property string iconName: ""
    property color iconColor: Theme.textSecondary

    ringRadius: root.height / 2

    contentItem: Item {
        implicitHeight: chip.implicitHeight
        implicitWidth: chip.implicitWidth

        Chip {
            id: chip

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            border.color: Theme.outline
            border.width: Theme.lineWidth
            color: root.down ? Theme.line : Theme.raised
            iconColor: root.iconColor
            iconName: root.locked ? "lock" : root.iconName
            ink: root.enabled && !root.locked ? Theme.text : Theme.textSecondary
            text: root.text
            width: parent.width
        }
    }
}
