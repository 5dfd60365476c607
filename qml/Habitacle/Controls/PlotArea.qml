pragma ComponentBehavior: Bound

import QtQuick
import Habitacle.Theme

// The drawing of a plot between two lines: its low and its high end.
Item {
    id: root

    required property list<real> values
    property bool bars: false
    property real high: 1
    property color ink: Theme.accent
    property real low: 0
    readonly property real slot: root.width / Math.max(1, root.values.length)

    Repeater {
        model: 3

        Rectangle {
            required property int index

            color: Theme.line
            height: Theme.lineWidth
            visible: index !== 1 || line.drawn
            width: root.width
            y: index * (root.height - height) / 2
        }
    }

    Sparkline {
        id: line

        anchors.fill: parent
        anchors.margins: -Theme.bar + Theme.lineWidth / 2
        ink: root.ink
        maximum: root.high
        minimum: root.low
        values: root.values
        visible: !root.bars || !line.drawn
    }

    Repeater {
        model: root.bars ? root.values : []

        Rectangle {
            required property int index
            required property real modelData
            readonly property int place: root.LayoutMirroring.enabled ? root.values.length - 1 - index : index
            readonly property real part: (modelData - root.low) / (root.high - root.low)

            anchors.bottom: parent.bottom
            color: root.ink
            // Zero is a line on the ground, what is not known is nothing at all.
            height: Math.max(Theme.ring, part * root.height)
            radius: Math.min(Theme.space8, height / 2, width / 2)
            visible: !isNaN(modelData)
            width: Math.max(Theme.ring, root.slot * 0.6)
            x: (place + 0.5) * root.slot - width / 2
        }
    }
}
