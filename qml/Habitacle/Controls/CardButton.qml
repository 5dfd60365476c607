import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A card that is one button; children as in Card, none of them pressable.
Pressable {
    id: root

    default property alias content: slot.data
    property color bar: Theme.transparent

    padding: Theme.gap

    background: Rectangle {
        border.color: Theme.outline
        border.width: root.down ? Theme.lineWidth : 0
        color: root.down ? Theme.raised : Theme.surface
        radius: Theme.radius

        EdgeBar {
            color: root.bar
            visible: root.bar.a > 0
        }
    }
    contentItem: ColumnLayout {
        id: slot

        spacing: Theme.space12
    }
}
