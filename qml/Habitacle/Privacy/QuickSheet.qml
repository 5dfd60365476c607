pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Behind the privacy chip on every screen: what is shared now, and off with one more tap, also
// while driving and without a network.
ColumnLayout {
    id: root

    spacing: Theme.space16

    Label {
        Layout.fillWidth: true
        color: Theme.textSecondary
        //: In the privacy panel, when no permission is in force.
        text: qsTr("Nothing is shared for a purpose you can choose.")
        visible: Consent.sharingCount === 0
    }

    ListView {
        id: list

        //: List of permissions in force, for a screen reader.
        Accessible.name: qsTr("Permissions in force")
        Accessible.role: Accessible.List
        Layout.fillHeight: true
        Layout.fillWidth: true
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        implicitHeight: list.contentHeight
        model: Consent.purposes

        delegate: SharedRow {
            width: list.width
        }
    }

    Button {
        Layout.fillWidth: true
        //: Button of the privacy panel: ends every permission at once.
        //~ max 32
        text: qsTr("Stop all sharing")
        visible: Consent.sharingCount > 0

        onActivated: Consent.stopAllSharing()
    }

    Button {
        Layout.fillWidth: true
        //: Button of the privacy panel: opens the privacy screen.
        //~ max 32
        text: qsTr("All privacy settings")

        onActivated: Shell.navigate("privacy")
    }
}
