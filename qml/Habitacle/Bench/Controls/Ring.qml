import QtQuick
import Habitacle.Theme

// The edge of what has the keyboard.
Rectangle {
    property bool shown: false

    anchors.fill: parent
    border.color: Theme.text
    border.width: Desk.ring
    color: Theme.transparent
    radius: Desk.corner
    visible: shown
    z: 1
}
