import QtQuick
import Habitacle.Theme

// Ground of a control: its edge stands out from any ground, a press and a selection from the rest.
Rectangle {
    id: root

    property bool down: false
    property color ground: Theme.surface
    property bool selected: false

    border.color: root.down || root.selected ? Theme.accent : Theme.outline
    border.width: root.down ? Theme.ring : Theme.lineWidth
    color: root.down || root.selected ? Theme.tintAccent : root.ground
    radius: Theme.radius
}
