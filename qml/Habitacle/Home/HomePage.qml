pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Page {
    id: root

    readonly property bool stacked: Theme.layout === "portrait"
    readonly property bool locked: Restrictions.modes.liveData === "locked"
    readonly property real share: Theme.layout === "wide" ? 0.31 : 0.38
    // One tile where the screen is short: the charging session if there is one.
    readonly property bool single: Theme.compact && !root.stacked
    readonly property bool charging: Vehicle.isCharging.shown && Vehicle.isCharging.flag
    // A car without battery has the engine's speed below its own.
    readonly property bool engineApart: !root.stacked && !Vehicle.soc.supported && Vehicle.engineSpeed.supported
    readonly property bool values: !Vehicle.power.supported || Theme.roomy
    readonly property real headHeight: Math.max(range.implicitHeight, advice.implicitHeight, Theme.dp(root.single ? 150 : 184))
    readonly property bool hasCharging: Vehicle.isCharging.supported || Vehicle.cableConnected.supported

    // An alert goes before a task that waits: where both do not fit, the task waits on its own screen.
    readonly property bool carded: Flows.count > 0 && (root.engineApart ? root.headHeight : advice.implicitHeight) + cards.implicitHeight + Theme.gap + root.othersHeight <= root.height
    // What the tiles, and stacked the range too, take at least.
    readonly property real othersHeight: (root.single ? 0 : Theme.dp(240) * Theme.textScale + Theme.gap) + (root.stacked ? range.implicitHeight + Theme.gap : 0)

    //: Title of the first screen when the driver's name is known, instead of "Home". %1 is a name.
    greeting: Preferences.driverName !== "" ? Fmt.fill(qsTr("Hello %1"), [Preferences.driverName]) : ""
    //: Title of the first screen, in the status bar. Up to 30 characters.
    title: qsTr("Home")

    Card {
        anchors.fill: parent
        visible: root.locked

        Item {
            Layout.fillHeight: true
            Layout.fillWidth: true

            EmptyState {
                anchors.centerIn: parent
                iconName: "lock"
                //: The safety rules of the screen are missing or damaged.
                text: qsTr("The rules for use while driving could not be read. A workshop can restore them.")
                //: Title of the first screen when everything is locked.
                title: qsTr("Locked")
                width: parent.width
            }
        }
    }

    GridLayout {
        anchors.fill: parent
        columnSpacing: Theme.gap
        columns: root.stacked ? 1 : 2
        rowSpacing: Theme.gap
        visible: !root.locked

        ColumnLayout {
            Layout.fillHeight: true
            Layout.fillWidth: root.stacked
            Layout.maximumHeight: root.stacked && Theme.roomy ? Theme.dp(480) : Number.POSITIVE_INFINITY
            Layout.preferredWidth: root.stacked ? -1 : (root.width - Theme.gap) * root.share
            Layout.verticalStretchFactor: 4
            spacing: Theme.gap

            RangePanel {
                id: range

                Layout.fillHeight: !root.engineApart
                Layout.fillWidth: true
                Layout.preferredHeight: !root.engineApart ? -1 : root.headHeight < root.height * 0.6 ? root.headHeight : implicitHeight
                engineApart: root.engineApart
            }

            ValuePanel {
                Layout.fillHeight: true
                Layout.fillWidth: true
                iconName: "engine"
                reading: Vehicle.engineSpeed
                //: Title of a tile: the engine, with its speed in revolutions per minute.
                //~ dp 200 body
                title: qsTr("Engine")
                unit: "rpm"
                visible: root.engineApart
            }
        }

        ColumnLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.verticalStretchFactor: 5
            spacing: Theme.gap

            FlowCards {
                id: cards

                Layout.fillWidth: true
                visible: root.carded
            }

            AdvicePanel {
                id: advice

                Layout.fillHeight: root.single && root.carded
                Layout.fillWidth: true
                Layout.preferredHeight: root.engineApart ? root.headHeight : Math.max(implicitHeight, Theme.dp(root.single ? 150 : 184))
            }

            GridLayout {
                columnSpacing: Theme.gap
                columns: Math.min(2, visibleChildren.length)
                rowSpacing: Theme.gap
                // Where the screen is short, a card of the driver's own task takes the tile's place.
                visible: !root.single || !root.carded
                uniformCellHeights: true
                uniformCellWidths: true

                PowerPanel {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    visible: Vehicle.power.supported && !(root.single && root.charging)
                }

                ChargingPanel {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    visible: root.hasCharging && (!root.single || root.charging || !Vehicle.power.supported)
                }

                ValuePanel {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    iconName: "car-shift-pattern"
                    letter: true
                    reading: Vehicle.gear
                    //: Title of a tile: position of the gear selector, such as P or D.
                    title: qsTr("Gear")
                    visible: root.values && Vehicle.gear.supported
                }

                ValuePanel {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    iconName: "counter"
                    reading: Vehicle.odometer
                    //: Title of a tile: distance the car has travelled.
                    title: qsTr("Odometer")
                    unit: "km"
                    visible: root.values && (!root.hasCharging || Theme.roomy) && Vehicle.odometer.supported && !root.single
                }
            }
        }
    }
}
