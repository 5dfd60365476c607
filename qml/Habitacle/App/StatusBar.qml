import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

RowLayout {
    id: root

    property bool complete: true
    property bool nested: false
    property string greeting: ""
    property string notice: ""
    property string title: ""
    readonly property bool narrow: Theme.widthDp < 1200
    readonly property int sharing: root.complete ? Consent.sharingCount : 0

    signal backPressed

    implicitHeight: Theme.dp(80)
    spacing: root.narrow ? Theme.space12 : Theme.gap

    TextMetrics {
        id: greeting

        font: heading.font
        text: root.greeting
    }

    IconButton {
        directional: true
        iconName: "arrow-left"
        //: Button of the status bar, back to the list; read by a screen reader.
        name: qsTr("Back")
        visible: root.nested

        onActivated: root.backPressed()
    }

    Label {
        id: heading

        Accessible.role: Accessible.Heading
        Layout.fillWidth: true
        // A long title beside large chips gets smaller rather than lost.
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: Theme.caption
        size: Theme.title
        strong: true
        text: root.greeting !== "" && greeting.advanceWidth <= heading.width ? root.greeting : root.title
        visible: root.notice === ""
        wrap: false
    }

    Icon {
        color: Theme.textSecondary
        name: "car-off"
        visible: root.notice !== ""
    }

    Label {
        Accessible.role: Accessible.AlertMessage
        Layout.fillWidth: true
        size: Theme.caption
        text: root.notice
        visible: root.notice !== ""
    }

    ChipButton {
        //: Chip of the status bar: for how many purposes data leaves the car now.
        //~ max 18
        readonly property string shared: qsTr("%n shared", "", root.sharing)
        //: Chip of the status bar: no data leaves the car for any purpose the driver may choose.
        //~ max 18
        readonly property string unshared: qsTr("Nothing shared")
        //: Same as "Nothing shared", where there is little room.
        //~ max 10
        readonly property string shortUnshared: qsTr("Private")

        iconColor: root.sharing > 0 ? Theme.accent : Theme.textSecondary
        iconName: root.sharing > 0 ? "share-variant" : "shield-lock"
        //: Full name of the privacy chip for a screen reader. %1 is for instance "2 shared".
        name: Fmt.fill(qsTr("Privacy: %1"), [root.sharing > 0 ? shared : unshared])
        text: root.sharing > 0 ? shared : root.narrow ? shortUnshared : unshared

        onActivated: Shell.openPrivacy()
    }

    SyncState {
        worded: !root.narrow
    }

    ReadingText {
        Layout.alignment: Qt.AlignVCenter
        color: Theme.textSecondary
        explain: false
        //: Temperature outside the car, for a screen reader.
        name: qsTr("Outside temperature")
        reading: Vehicle.outsideTemperature
        size: Theme.body
        unit: "°C"
        // There is no room for an age here: an old temperature stands on the other pages.
        visible: Vehicle.outsideTemperature.supported && Vehicle.outsideTemperature.state !== "stale"
    }

    Label {
        size: Theme.body
        strong: true
        text: Wall.valid ? Fmt.time(Wall.epochMs, Fmt.revision) : "--:--"
        wrap: false
    }
}
