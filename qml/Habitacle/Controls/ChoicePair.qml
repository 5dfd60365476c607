import QtQuick
import Habitacle.Theme

// Refuse and accept with the same size, weight and number of taps; neither may be chosen.
Rectangle {
    id: root

    required property string acceptText
    required property string refuseText
    property bool acceptLocked: false
    property string choice: ""
    property bool refuseLocked: false
    property string subject: ""
    readonly property real inset: Theme.dp(4)
    readonly property real half: Math.max(accept.implicitWidth, refuse.implicitWidth)

    signal accepted
    signal refused

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: Math.max(accept.implicitHeight, refuse.implicitHeight) + 2 * root.inset
    implicitWidth: 2 * root.half + Theme.space8 + 2 * root.inset
    radius: height / 2

    Rectangle {
        anchors.centerIn: parent
        color: Theme.outline
        height: parent.height - 2 * Theme.space16
        visible: root.choice === ""
        width: Theme.lineWidth
    }

    Row {
        id: halves

        readonly property real halfWidth: (width - spacing) / 2

        anchors.fill: parent
        anchors.margins: root.inset
        spacing: Theme.space8

        Segment {
            id: refuse

            chosen: root.choice === "refuse"
            height: halves.height
            lockName: root.subject
            locked: root.refuseLocked
            text: root.refuseText
            width: halves.halfWidth

            onActivated: root.refused()
        }

        Segment {
            id: accept

            chosen: root.choice === "accept"
            height: halves.height
            lockName: root.subject
            locked: root.acceptLocked
            text: root.acceptText
            width: halves.halfWidth

            onActivated: root.accepted()
        }
    }
}
