import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What leaves the car now, in as many words as `room` holds: at least its number.
ChipButton {
    id: root

    required property real room
    required property int sharing
    //: Chip of the status bar: for how many purposes data leaves the car now.
    //~ max 18
    readonly property string shared: qsTr("%n shared", "", root.sharing)
    //: Chip of the status bar: no data leaves the car for any purpose the driver may choose.
    //~ max 18
    readonly property string unshared: qsTr("Nothing shared")
    //: Same as "Nothing shared", where there is little room.
    //~ max 10
    readonly property string shortUnshared: qsTr("Private")
    readonly property string whole: root.sharing > 0 ? root.shared : root.unshared
    readonly property string middle: root.sharing > 0 ? root.shared : root.shortUnshared
    readonly property string bare: root.sharing > 0 ? Fmt.number(root.sharing, 0, Fmt.revision) : ""
    readonly property real around: Theme.dp(28) + Theme.space8 + 2 * Theme.space16

    iconColor: root.sharing > 0 ? Theme.accent : Theme.textSecondary
    iconName: root.sharing > 0 ? "share-variant" : "shield-lock"
    //: Full name of the privacy chip for a screen reader. %1 is for instance "2 shared".
    name: Fmt.fill(qsTr("Privacy: %1"), [root.whole])
    text: long.advanceWidth + root.around <= root.room ? root.whole : brief.advanceWidth + root.around <= root.room ? root.middle : root.bare

    onActivated: Shell.openPrivacy()

    TextMetrics {
        id: long

        font.family: Theme.family
        font.pixelSize: Theme.caption
        text: root.whole
    }

    TextMetrics {
        id: brief

        font: long.font
        text: root.middle
    }
}
