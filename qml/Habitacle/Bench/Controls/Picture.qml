import QtQuick
import Habitacle.Theme

// A picture of `across` x `down` units with a frame on it; a press tells where, in the same units.
Rectangle {
    id: root

    property real across: 1
    property real down: 1
    property rect frame: Qt.rect(0, 0, 0, 0)
    property url source
    readonly property real ratio: Math.min(image.width / Math.max(1, root.across), image.height / Math.max(1, root.down))
    readonly property real startX: image.x + (image.width - root.across * root.ratio) / 2
    readonly property real startY: image.y + (image.height - root.down * root.ratio) / 2

    signal picked(x: real, y: real)

    Accessible.name: "Picture of the HMI"
    Accessible.role: Accessible.Graphic
    clip: true
    color: Theme.background
    radius: Desk.corner

    Image {
        id: image

        anchors.fill: parent
        asynchronous: true
        cache: false
        fillMode: Image.PreserveAspectFit
        mipmap: true
        retainWhileLoading: true
        smooth: true
        source: root.source
    }

    Rectangle {
        border.color: Theme.warning
        border.width: Desk.ring
        color: Theme.transparent
        height: root.frame.height * root.ratio
        visible: root.frame.width > 0
        width: root.frame.width * root.ratio
        x: root.startX + root.frame.x * root.ratio
        y: root.startY + root.frame.y * root.ratio
    }

    TapHandler {
        onTapped: point => root.picked((point.position.x - root.startX) / root.ratio, (point.position.y - root.startY) / root.ratio)
    }
}
