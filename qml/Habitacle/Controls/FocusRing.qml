import QtQuick
import Habitacle.Theme

// Two rings, light and dark, so that one stands out from any fill. Drawn inside the control, so
// that it is never cut off at a window or list edge.
Rectangle {
    id: root

    property bool shown: false

    anchors.fill: parent
    border.color: Theme.text
    border.width: Theme.ring
    color: Theme.transparent
    radius: Theme.radius
    visible: root.shown

    Rectangle {
        anchors.fill: parent
        anchors.margins: Theme.ring
        border.color: Theme.background
        border.width: Theme.lineWidth
        color: Theme.transparent
        radius: Math.max(0, root.radius - Theme.ring)
    }
}
