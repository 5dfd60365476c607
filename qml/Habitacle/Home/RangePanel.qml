pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Vehicle

// The number a driver looks for first: range, or speed on a car that reports no range.
Card {
    id: root

    readonly property bool ranged: Vehicle.range.supported
    readonly property bool side: Theme.layout === "portrait"
    readonly property bool fresh: Vehicle.soc.shown && Vehicle.soc.state === "valid"
    // The engine speed has a tile of its own beside this card.
    property bool engineApart: false
    // With room to spare every value has a row and its name.
    readonly property bool listed: Theme.roomy && !root.side && !root.engineApart
    readonly property int chips: {
        const small = Theme.compact && !root.side;
        if (root.engineApart)
            return small ? 0 : 2;
        // Large words may take the line of one more.
        return root.listed ? 7 : !small ? 4 : level.broken ? 1 : 2;
    }
    readonly property var meters: [tyres, battery12, batteryHeat, engine, coolant, fuel, outside].filter(m => m.reading.supported && !(root.engineApart && m === engine)).slice(0, root.chips)

    component Meter: QtObject {
        required property Reading reading
        required property string iconName
        required property string name
        property int decimals: 0
        property real factor: 1
        property string unit: ""
        property color ink: Theme.text
    }

    Meter {
        id: tyres

        decimals: 1
        factor: 0.01
        iconName: "car-tire-alert"
        ink: Maintenance.worstSeverity === "critical" ? Theme.critical : Maintenance.worstSeverity !== "" ? Theme.warning : Theme.text
        //: Name of a small value: lowest of the tyre pressures.
        name: qsTr("Lowest tyre pressure")
        reading: Vehicle.tyreLowest
        unit: "bar"
    }

    Meter {
        id: battery12

        decimals: 1
        iconName: "car-battery"
        //: Name of a small value.
        name: qsTr("12 V battery")
        reading: Vehicle.lowVoltage
        unit: "V"
    }

    Meter {
        id: batteryHeat

        iconName: "thermometer"
        //: Name of a small value: temperature of the battery that drives the car.
        name: qsTr("Drive battery temperature")
        reading: Vehicle.batteryTemperature
        unit: "°C"
    }

    Meter {
        id: engine

        iconName: "engine"
        //: Name of a small value.
        name: qsTr("Engine speed")
        reading: Vehicle.engineSpeed
        unit: "rpm"
    }

    Meter {
        id: coolant

        iconName: "coolant-temperature"
        //: Name of a small value.
        name: qsTr("Coolant temperature")
        reading: Vehicle.coolantTemperature
        unit: "°C"
    }

    Meter {
        id: fuel

        iconName: "gas-station"
        //: Name of a small value.
        name: qsTr("Fuel level")
        reading: Vehicle.fuelLevel
        unit: "percent"
    }

    Meter {
        id: outside

        iconName: "sun-thermometer-outline"
        //: Name of a small value.
        name: qsTr("Outside temperature")
        reading: Vehicle.outsideTemperature
        unit: "°C"
    }

    GridLayout {
        columnSpacing: Theme.space32
        columns: root.side ? 2 : 1
        rowSpacing: Theme.space12

        ColumnLayout {
            Layout.alignment: root.side ? Qt.AlignVCenter : Qt.AlignTop
            Layout.fillWidth: true
            Layout.horizontalStretchFactor: 1
            spacing: Theme.compact ? Theme.space8 : Theme.space12

            RowLayout {
                spacing: Theme.space8

                Label {
                    id: heading

                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    // Where both do not fit, an old value shows its age instead.
                    visible: !headline.stale || !Theme.compact || root.side
                    text: {
                        //: Heading above the range in km.
                        const range = qsTr("Range");
                        //: Heading above the speed, on a car that reports no range.
                        const speed = qsTr("Speed");
                        return root.ranged ? range : speed;
                    }
                }

                Icon {
                    color: Theme.textSecondary
                    name: "clock-alert-outline"
                    size: Theme.iconTertiary
                    visible: headline.stale
                }

                Label {
                    Accessible.ignored: true
                    color: Theme.textSecondary
                    size: Theme.caption
                    Layout.fillWidth: !heading.visible
                    text: headline.age
                    visible: headline.stale
                }
            }

            ReadingText {
                id: headline

                Layout.fillWidth: true
                explain: false
                name: heading.text
                reading: root.ranged ? Vehicle.range : Vehicle.speed
                size: root.listed ? Theme.dp(200) : Theme.compact && !root.side ? Theme.display80 : Theme.display120
                unit: root.ranged ? "km" : "km/h"
                unitSize: Theme.title
            }

            ProgressBar {
                Layout.fillWidth: true
                fill: root.fresh ? Theme.ok : Theme.textSecondary
                known: Vehicle.soc.shown
                //: Name of the bar that shows how full the drive battery is.
                name: qsTr("Battery level")
                value: Vehicle.soc.value / 100
                visible: Vehicle.soc.supported
            }

            // The energy stands below where large words leave it no room.
            Flow {
                id: level

                readonly property bool broken: level.implicitHeight > energy.implicitHeight + charge.implicitHeight

                Layout.fillWidth: true
                spacing: Theme.compact && !root.side ? Theme.space12 : Theme.space24
                visible: Vehicle.soc.supported

                RowLayout {
                    id: charge

                    spacing: Theme.space12

                    Icon {
                        color: root.fresh ? Theme.ok : Theme.textSecondary
                        name: Vehicle.soc.state === "stale" ? "clock-alert-outline" : "battery"
                    }

                    ReadingText {
                        explain: false
                        //: Name of a value: how full the drive battery is.
                        name: qsTr("Battery level")
                        reading: Vehicle.soc
                        size: Theme.body
                        unit: "percent"
                    }
                }

                ReadingText {
                    id: energy

                    color: Theme.textSecondary
                    decimals: 1
                    explain: false
                    //: Name of a value: energy in the drive battery.
                    name: qsTr("Energy left")
                    reading: Vehicle.energy
                    size: Theme.body
                    unit: "kWh"
                    visible: Vehicle.energy.supported
                }
            }
        }

        Item {
            Layout.fillHeight: true
            visible: !root.side && !root.listed
        }

        GridLayout {
            Layout.alignment: root.side ? Qt.AlignVCenter : Qt.AlignBottom
            Layout.fillHeight: root.listed
            Layout.fillWidth: true
            Layout.topMargin: root.listed ? Theme.space32 : 0
            Layout.horizontalStretchFactor: 1
            columnSpacing: Theme.space12
            columns: Theme.compact && !root.side ? 1 : 2
            rowSpacing: Theme.space12
            uniformCellWidths: true

            Repeater {
                model: root.listed ? root.meters : []

                DataRow {
                    required property Meter modelData

                    Layout.columnSpan: 2
                    Layout.maximumHeight: Number.POSITIVE_INFINITY
                    color: Theme.raised
                    decimals: modelData.decimals
                    factor: modelData.factor
                    iconColor: modelData.ink
                    iconName: modelData.iconName
                    radius: Theme.radiusInner
                    reading: modelData.reading
                    title: modelData.name
                    unit: modelData.unit
                }
            }

            Repeater {
                model: root.listed ? [] : root.meters

                MeterChip {
                    required property Meter modelData

                    Layout.fillWidth: true
                    decimals: modelData.decimals
                    factor: modelData.factor
                    iconName: modelData.iconName
                    ink: modelData.ink
                    name: modelData.name
                    reading: modelData.reading
                    unit: modelData.unit
                }
            }
        }
    }
}
