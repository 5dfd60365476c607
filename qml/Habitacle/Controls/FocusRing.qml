import QtQuick
import Habitacle.Theme

// Drawn inside the control, so that it is never cut off at a window or list edge.
Rectangle {
    id: root

    property bool shown: false

    anchors.fill: parent
    border.color: Theme.text
    border.width: Theme.dp(4)
    color: Theme.transparent
    radius: Theme.radius
    visible: root.shown
}
