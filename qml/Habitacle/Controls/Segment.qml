import QtQuick
import Habitacle.Theme

// One side of a ChoicePair or SegmentedChoice: inverted fill and a tick when chosen.
Pressable {
    id: root

    property bool chosen: false
    readonly property color ink: root.chosen ? Theme.background : root.usable ? Theme.text : Theme.textSecondary

    Accessible.checkable: true
    Accessible.checked: root.chosen
    Accessible.role: Accessible.RadioButton
    leftPadding: Theme.space16
    padding: Theme.space8
    rightPadding: Theme.space16
    ringRadius: root.height / 2

    background: Face {
        border.width: root.down ? Theme.ring : 0
        color: root.chosen ? Theme.text : root.down ? Theme.tintAccent : Theme.transparent
        down: root.down
        radius: height / 2
    }
    contentItem: Item {
        id: inside

        // The tick, or else the lock, stands before the text; a lock beside a tick after it.
        readonly property real room: Theme.dp(44)
        readonly property real before: root.chosen || !root.usable ? inside.room : 0
        readonly property real after: root.chosen && !root.usable ? inside.room : 0
        readonly property real rest: Math.max(0, (inside.width - inside.before - inside.after - label.contentWidth) / 2)

        implicitHeight: label.implicitHeight
        // Room for both is always kept, so that neither ever changes the width.
        implicitWidth: label.implicitWidth + 2 * inside.room

        Icon {
            anchors.left: parent.left
            anchors.leftMargin: inside.rest
            anchors.verticalCenter: parent.verticalCenter
            color: root.ink
            name: root.chosen ? "check" : "lock"
            size: Theme.dp(32)
            visible: root.chosen || !root.usable
        }

        Icon {
            anchors.right: parent.right
            anchors.rightMargin: inside.rest
            anchors.verticalCenter: parent.verticalCenter
            color: root.ink
            name: "lock"
            size: Theme.dp(32)
            visible: root.chosen && !root.usable
        }

        Label {
            id: label

            Accessible.ignored: true
            anchors.fill: parent
            anchors.leftMargin: inside.before
            anchors.rightMargin: inside.after
            color: root.ink
            horizontalAlignment: Text.AlignHCenter
            strong: true
            text: root.text
            verticalAlignment: Text.AlignVCenter
        }
    }
}
