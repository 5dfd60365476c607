pragma ComponentBehavior: Bound

import QtQuick
import Habitacle.Theme

Rectangle {
    id: root

    required property list<string> options
    property int current: -1
    property bool locked: false
    property string subject: ""
    readonly property real inset: Theme.dp(4)

    signal chosen(index: int)

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: Theme.touch + 2 * root.inset
    implicitWidth: root.options.length * (Theme.dp(220) + Theme.space8) + 2 * root.inset
    radius: height / 2

    Row {
        id: segments

        readonly property real part: (width - spacing * (root.options.length - 1)) / root.options.length

        anchors.fill: parent
        anchors.margins: root.inset
        spacing: Theme.space8

        Repeater {
            model: root.options

            Segment {
                required property int index
                required property string modelData

                chosen: index === root.current
                height: segments.height
                lockName: root.subject
                locked: root.locked
                text: modelData
                width: segments.part

                onActivated: root.chosen(index)
            }
        }
    }
}
