import QtQuick
import Habitacle.Theme

// The 6 dp bar on the leading edge of a card, row or rail item.
Rectangle {
    anchors.bottom: parent.bottom
    anchors.bottomMargin: Theme.space16
    anchors.left: parent.left
    anchors.top: parent.top
    anchors.topMargin: Theme.space16
    color: Theme.accent
    radius: width / 2
    width: Theme.bar
}
