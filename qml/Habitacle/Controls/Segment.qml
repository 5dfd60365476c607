import QtQuick
import Habitacle.Theme

// One side of a ChoicePair or SegmentedChoice: inverted fill and a tick when chosen.
Pressable {
    id: root

    property bool chosen: false
    readonly property color ink: root.chosen ? Theme.background : root.locked || !root.enabled ? Theme.textSecondary : Theme.text

    Accessible.checkable: true
    Accessible.checked: root.chosen
    Accessible.role: Accessible.RadioButton
    leftPadding: Theme.space16
    padding: Theme.space8
    rightPadding: Theme.space16
    ringRadius: root.height / 2

    background: Rectangle {
        color: root.chosen ? Theme.text : root.down ? Theme.raised : Theme.transparent
        radius: height / 2
    }
    contentItem: Item {
        implicitHeight: label.implicitHeight
        // Room for the tick is always kept, so that choosing never changes the width.
        implicitWidth: label.implicitWidth + Theme.dp(44)

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            color: root.ink
            name: root.locked ? "lock" : "check"
            size: Theme.dp(32)
            visible: root.chosen || root.locked
            x: Math.max(0, (parent.width - Theme.dp(44) - label.contentWidth) / 2)
        }

        Label {
            id: label

            Accessible.ignored: true
            anchors.fill: parent
            anchors.leftMargin: root.chosen || root.locked ? Theme.dp(44) : 0
            color: root.ink
            horizontalAlignment: Text.AlignHCenter
            strong: true
            text: root.text
            verticalAlignment: Text.AlignVCenter
        }
    }
}
