import QtQuick
import Habitacle.Theme

// The drawing of a switch: filled with the knob at the end when on, hollow when off.
Rectangle {
    id: root

    property bool on: false
    property bool usable: true
    readonly property color ink: root.usable ? Theme.text : Theme.textSecondary
    readonly property bool atRight: root.on !== root.LayoutMirroring.enabled

    border.color: root.on ? root.ink : Theme.textSecondary
    border.width: Theme.lineWidth
    color: root.on ? root.ink : Theme.transparent
    implicitHeight: Theme.dp(44)
    implicitWidth: Theme.dp(80)
    radius: height / 2

    Rectangle {
        readonly property real inset: Theme.dp(6)

        color: root.on ? Theme.background : root.ink
        height: parent.height - 2 * inset
        radius: height / 2
        width: height
        x: root.atRight ? root.width - width - inset : inset
        y: inset

        Behavior on x {
            enabled: Motion.feedback > 0

            NumberAnimation {
                duration: Motion.feedback
            }
        }
    }
}
