import QtQuick
import Habitacle.Theme

// One control in one state, in a Flow: `wide` over half of it or all.
Exhibit {
    id: root

    property bool wide: false
    readonly property real room: parent ? parent.width : 0
    readonly property real half: root.room < Theme.dp(1100) ? root.room : (root.room - Theme.gap) / 2

    width: root.wide ? root.half : Math.min(implicitWidth, root.room)
}
