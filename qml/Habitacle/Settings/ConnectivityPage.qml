pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// How the link to the online service is on one side, what waits for it on the other. Only while
// parked: there is much to read.
FocusScope {
    id: root

    readonly property bool readable: Restrictions.modes.setup === "full"
    readonly property bool stacked: Theme.compact || Theme.layout === "portrait"
    readonly property bool watched: root.visible && root.readable

    Component.onCompleted: Connectivity.watch(root.watched)
    Component.onDestruction: Connectivity.watch(false)
    onWatchedChanged: Connectivity.watch(root.watched)

    Card {
        anchors.fill: parent
        visible: !root.readable

        EmptyState {
            iconName: "lock"
            //: In place of the connectivity page while the car is not parked.
            text: qsTr("What you do is kept in the car and sent by itself.")
            //: In place of the connectivity page while the car is not parked. P is the selector position.
            title: qsTr("Details are shown when parked (P)")
        }
    }

    GridLayout {
        anchors.fill: parent
        columnSpacing: Theme.gap
        columns: 2
        visible: root.readable && !root.stacked

        ScrollPane {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.width * 0.52
            stretched: true

            LinkCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
            }
        }

        ScrollPane {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.width * 0.48
            spacing: Theme.space16
            stretched: true

            WaitingCard {
                Layout.fillHeight: true
                Layout.fillWidth: true
            }

            HoldCards {
                Layout.fillWidth: true
            }
        }
    }

    ScrollPane {
        anchors.fill: parent
        spacing: Theme.space16
        visible: root.readable && root.stacked

        LinkCard {
            Layout.fillWidth: true
        }

        WaitingCard {
            Layout.fillWidth: true
        }

        HoldCards {
            Layout.fillWidth: true
        }
    }
}
