pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The car check, when parked: what the control units have stored beside the result as a whole.
FocusScope {
    id: root

    readonly property bool stacked: Theme.compact || Theme.layout === "portrait"
    readonly property bool open: Restrictions.modes.maintenance === "full"
    readonly property bool listed: Diagnostics.listed > 0

    RowLayout {
        anchors.fill: parent
        spacing: Theme.gap
        visible: root.open

        CheckPanel {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.listed ? root.width * 0.34 : root.width
            alone: !root.listed
            visible: !root.listed || !root.stacked
        }

        ScrollPane {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.width * 0.66
            spacing: Theme.space16
            visible: root.listed

            CheckBar {
                Layout.fillWidth: true
                visible: root.stacked
            }

            Repeater {
                model: Diagnostics.records

                FaultCard {
                    Layout.fillWidth: true
                }
            }
        }
    }

    Card {
        anchors.fill: parent
        visible: !root.open

        EmptyState {
            iconName: "lock"
            //: The list of stored faults is hidden while driving; when it returns. P is the selector position.
            text: qsTr("Stored faults are listed while the car is parked (P).")
            //: Headline in place of the list of stored faults while the car is not parked.
            title: qsTr("Locked until the car is parked")
        }
    }
}
