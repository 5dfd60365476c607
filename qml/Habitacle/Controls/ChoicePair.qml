import QtQuick
import Habitacle.Theme

// Refuse and accept with the same size, weight and number of taps; neither may be chosen.
Rectangle {
    id: root

    required property string acceptText
    required property string refuseText
    property bool acceptLocked: false
    property string acceptNeeds: ""
    property string choice: ""
    property bool refuseLocked: false
    property string subject: ""
    readonly property real inset: Theme.dp(4)
    readonly property real half: Math.max(accept.implicitWidth, refuse.implicitWidth)
    readonly property real level: Math.max(accept.implicitHeight, refuse.implicitHeight)
    readonly property real needed: root.implicitWidth
    property bool stacked: false

    signal accepted
    signal refused

    // Wider than a scroll bar before it is undone: a bar that comes and goes would change it for ever.
    function judge() {
        if (root.width > 0 && root.width < root.needed - 1)
            root.stacked = true;
        else if (root.width > root.needed + Theme.space24)
            root.stacked = false;
    }

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: (root.stacked ? 2 * root.level + Theme.space8 : root.level) + 2 * root.inset
    implicitWidth: 2 * root.half + Theme.space8 + 2 * root.inset
    radius: Math.min(height / 2, Theme.touch / 2 + root.inset)

    onNeededChanged: root.judge()
    onWidthChanged: root.judge()

    Rectangle {
        anchors.centerIn: parent
        color: Theme.outline
        height: parent.height - 2 * Theme.space16
        visible: root.choice === "" && !root.stacked
        width: Theme.lineWidth
    }

    Grid {
        id: halves

        readonly property real halfHeight: root.stacked ? (height - spacing) / 2 : height
        readonly property real halfWidth: root.stacked ? width : (width - spacing) / 2

        anchors.fill: parent
        anchors.margins: root.inset
        columns: root.stacked ? 1 : 2
        spacing: Theme.space8

        Segment {
            id: refuse

            chosen: root.choice === "refuse"
            height: halves.halfHeight
            lockName: root.subject
            locked: root.refuseLocked
            text: root.refuseText
            width: halves.halfWidth

            onActivated: root.refused()
        }

        Segment {
            id: accept

            chosen: root.choice === "accept"
            height: halves.halfHeight
            lockName: root.subject
            locked: root.acceptLocked || accept.forbidden
            needs: root.acceptNeeds
            text: root.acceptText
            width: halves.halfWidth

            onActivated: root.accepted()
        }
    }
}
