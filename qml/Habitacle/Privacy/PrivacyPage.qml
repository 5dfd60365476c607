pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What the driver decides on one side, what left the car on the other; stacked where it is narrow.
FocusScope {
    id: root

    readonly property bool portrait: Theme.layout === "portrait"
    readonly property bool stacked: Theme.compact || root.portrait
    // Where the screen is low, the ledger scrolls with the questions.
    readonly property bool one: root.stacked && !root.portrait

    Component.onCompleted: Consent.refreshLedger()

    Connections {
        function onLastContactMsChanged() {
            Consent.refreshLedger();
        }

        function onPendingChanged() {
            Consent.refreshLedger();
        }

        target: Sync
    }

    GridLayout {
        anchors.fill: parent
        columnSpacing: Theme.gap
        columns: root.stacked ? 1 : 2
        rowSpacing: Theme.gap

        ScrollPane {
            Layout.fillHeight: !root.portrait
            Layout.fillWidth: true
            Layout.preferredHeight: root.portrait ? Math.min(implicitHeight, root.height * 0.72) : -1
            Layout.preferredWidth: root.width * 0.62
            spacing: Theme.space16

            Repeater {
                model: Consent.purposes

                PurposeCard {
                    Layout.fillWidth: true
                }
            }

            ListRow {
                Layout.fillWidth: true
                iconColor: Theme.textSecondary
                iconName: "lock"
                //: Row of the privacy screen about the link to the maker's backend.
                subtitle: qsTr("Always on: without it nothing can be sent, and updates could not be announced.")
                //: Row of the privacy screen: what the app cannot work without.
                title: qsTr("Connection to the manufacturer")
            }

            LedgerCard {
                Layout.fillWidth: true
                Layout.preferredHeight: Theme.dp(420)
                visible: root.one
            }
        }

        LedgerCard {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.width * 0.38
            visible: !root.one
        }
    }
}
