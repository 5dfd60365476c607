import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Title, privacy, connection, profile, temperature, clock. Where there is little room the words
// beside the icons go first, so that the title is never cut.
RowLayout {
    id: root

    property bool complete: true
    property bool nested: false
    property string greeting: ""
    property string notice: ""
    property string title: ""
    readonly property int sharing: root.complete ? Consent.sharingCount : 0
    // What is left beside the title when no icon has its word.
    readonly property real spare: {
        let taken = root.notice === "" ? heading.natural : root.width;
        for (const item of root.visibleChildren)
            taken += item === heading || item === chip || item === sync || item === warning ? root.spacing : item.implicitWidth + root.spacing;
        return root.width - taken + root.spacing - 2 * Theme.touch;
    }

    signal backPressed

    implicitHeight: Theme.dp(80)
    spacing: Theme.widthDp < 1200 ? Theme.space8 : Theme.space16

    IconButton {
        directional: true
        iconName: "arrow-left"
        //: Button of the status bar, back to the list; read by a screen reader.
        name: qsTr("Back")
        visible: root.nested

        onActivated: root.backPressed()
    }

    Heading {
        id: heading

        Layout.fillWidth: true
        greeting: root.greeting
        title: root.title
        visible: root.notice === ""
    }

    Icon {
        color: Theme.textSecondary
        name: "car-off"
        visible: root.notice !== ""
    }

    Label {
        id: warning

        Accessible.role: Accessible.AlertMessage
        Layout.fillWidth: true
        size: Theme.caption
        text: root.notice
        visible: root.notice !== ""
    }

    PrivacyChip {
        id: chip

        room: root.spare + Theme.touch
        sharing: root.sharing
    }

    SyncState {
        id: sync

        worded: root.spare + Theme.touch - chip.implicitWidth >= wordWidth
    }

    IconButton {
        iconColor: Theme.textSecondary
        iconName: "account-circle"
        //: Button of the status bar: who drives, and the choices of that driver; read by a screen reader.
        name: qsTr("Driver profile")

        onActivated: Shell.navigate("settings/driver")
    }

    ReadingText {
        Layout.alignment: Qt.AlignVCenter
        Layout.rightMargin: Theme.space8
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
