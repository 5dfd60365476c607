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

    // An alert goes before news and before a task that waits: what does not fit beside it comes later.
    readonly property real spare: root.height - (root.stacked ? range.implicitHeight + Theme.gap : 0) - (root.engineApart ? root.headHeight : advice.implicitHeight) - Theme.gap
    // What the tiles take at least.
    readonly property real tilesHeight: root.single ? 0 : Theme.dp(240) * Theme.textScale + Theme.gap
    readonly property bool carded: !root.newsy && Flows.count > 0 && cards.implicitHeight <= root.spare - root.tilesHeight
    // News are told once, so the tiles make room for them, and where that is not enough "all good".
    readonly property bool newsFit: news.implicitHeight <= root.spare
    readonly property bool newsy: news.status === Loader.Ready && (root.newsFit || !advice.alarmed && !advice.faulty)
    readonly property bool tiled: root.single ? !root.carded && !root.newsy : !root.newsy || news.implicitHeight <= root.spare - root.tilesHeight

    //: Title of the first screen when the driver's name is known, instead of "Home". %1 is a name.
    greeting: Preferences.driverName !== "" ? Fmt.fill(qsTr("Hello %1"), [Preferences.driverName]) : ""
    //: Title of the first screen, in the status bar. Up to 30 characters.
    title: qsTr("Home")

    Loader {
        active: root.locked
        anchors.fill: parent

        sourceComponent: Card {
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
            // Air above and below the range would be taken from the tiles.
            Layout.maximumHeight: root.stacked ? Math.max(range.implicitHeight, Theme.dp(Theme.roomy ? 480 : 320)) : Number.POSITIVE_INFINITY
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

            Loader {
                Layout.fillHeight: true
                Layout.fillWidth: true
                active: root.engineApart
                visible: active

                sourceComponent: ValuePanel {
                    iconName: "engine"
                    reading: Vehicle.engineSpeed
                    //: Title of a tile: the engine, with its speed in revolutions per minute.
                    //~ dp 200 body
                    title: qsTr("Engine")
                    unit: "rpm"
                }
            }
        }

        ColumnLayout {
            id: side

            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.verticalStretchFactor: 5
            spacing: Theme.gap

            Item {
                Layout.fillHeight: !root.newsFit
                Layout.fillWidth: true
                implicitHeight: news.implicitHeight
                visible: root.newsy

                // Loaded once there is something to tell: what it reads is there only then.
                Loader {
                    id: news

                    active: Sync.news && Restrictions.modes.setup === "full"
                    height: parent.height
                    source: "StoreNotice.qml"
                    width: side.width
                }
            }

            FlowCards {
                id: cards

                Layout.fillWidth: true
                visible: root.carded
            }

            AdvicePanel {
                id: advice

                Layout.fillHeight: !root.tiled
                Layout.fillWidth: true
                Layout.preferredHeight: root.engineApart ? root.headHeight : Math.max(implicitHeight, Theme.dp(root.single ? 150 : 184))
                visible: !root.newsy || root.newsFit
            }

            GridLayout {
                columnSpacing: Theme.gap
                columns: Math.min(2, visibleChildren.length)
                rowSpacing: Theme.gap
                // Where the screen is short, a card of the driver's own task takes the tile's place.
                visible: root.tiled
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

                Loader {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    active: root.values && Vehicle.gear.supported
                    visible: active

                    sourceComponent: ValuePanel {
                        iconName: "car-shift-pattern"
                        letter: true
                        reading: Vehicle.gear
                        //: Title of a tile: position of the gear selector, such as P or D.
                        title: qsTr("Gear")
                    }
                }

                Loader {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    active: root.values && (!root.hasCharging || Theme.roomy) && Vehicle.odometer.supported && !root.single
                    visible: active

                    sourceComponent: ValuePanel {
                        iconName: "counter"
                        reading: Vehicle.odometer
                        //: Title of a tile: distance the car has travelled.
                        title: qsTr("Odometer")
                        unit: "km"
                    }
                }
            }
        }
    }
}
