import QtQuick
import Habitacle.Theme

// The visible part of a Modal: raised, outlined, and no press falls through it.
Rectangle {
    id: root

    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.raised
    radius: Theme.radius

    MouseArea {
        Accessible.ignored: true
        anchors.fill: parent
        objectName: "shield"
    }
}
