pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Page {
    id: root

    readonly property bool stacked: Theme.layout === "portrait"
    readonly property real share: Theme.layout === "wide" ? 1 / 3 : Theme.compact ? 0.37 : 0.38
    // Rows for a car that has little else to tell, and for a display with room to spare.
    readonly property bool more: !Vehicle.soc.supported || Theme.roomy
    readonly property bool checking: Shell.vehiclePart === "check"

    nested: root.checking
    title: {
        //: Title of the screen with faults that the control units have stored, beside a back button.
        //~ dp 274 title
        const check = qsTr("Car check");
        //: Title of the screen, in the status bar. Up to 30 characters.
        return root.checking ? check : qsTr("Vehicle");
    }

    onBackPressed: Shell.vehiclePart = ""

    FlowScope {
        flow: "checkup"
        needs: "maintenance"
        open: root.checking && root.visible
        route: "vehicle/check"
    }

    Loader {
        active: root.checking
        anchors.fill: parent
        source: "DiagnosticsPage.qml"
    }

    GridLayout {
        anchors.fill: parent
        visible: !root.checking
        columnSpacing: Theme.gap
        columns: root.stacked ? 1 : 2
        rowSpacing: Theme.gap

        CarPlan {
            Layout.fillHeight: !root.stacked
            Layout.fillWidth: root.stacked
            Layout.preferredHeight: root.stacked ? root.height * 0.42 : -1
            Layout.preferredWidth: root.stacked ? -1 : (root.width - Theme.gap) * root.share
        }

        ScrollPane {
            id: rows

            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: Theme.compact ? Theme.space12 : Theme.space16
            stretched: true

            Repeater {
                model: Maintenance.alerts

                AdviceRow {
                    Layout.fillWidth: true
                }
            }

            CheckRow {
                visible: Diagnostics.state === "faults"

                onActivated: Shell.vehiclePart = "check"
            }

            DataRow {
                decimals: 1
                factor: 0.01
                iconName: "car-tire-alert"
                //: Second line of the tyre row: what the number is.
                note: qsTr("Lowest of the four")
                reading: Vehicle.tyreLowest
                //: Row of the vehicle screen: pressure of the tyres. Short.
                title: qsTr("Tyres")
                unit: "bar"
                visible: Vehicle.tyreLowest.supported && Maintenance.count === 0
            }

            DataRow {
                iconName: "battery"
                note: Vehicle.batteryTemperature.shown ? Fmt.quantity(Vehicle.batteryTemperature.value, "°C", 0, Fmt.revision) : ""
                reading: Vehicle.soc
                //: Row of the vehicle screen: charge of the battery that drives the car.
                title: qsTr("Drive battery")
                unit: "percent"
            }

            DataRow {
                decimals: 1
                iconName: "car-battery"
                reading: Vehicle.lowVoltage
                //: Row of the vehicle screen: voltage of the 12-volt battery.
                title: qsTr("12 V battery")
                unit: "V"
            }

            ListRow {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: Math.max(implicitHeight, Theme.dp(Theme.roomy ? 220 : 136))
                iconColor: Vehicle.openings.shown && Vehicle.openings.value > 0 ? Theme.warning : Theme.textSecondary
                iconName: "car-door"
                subtitle: doors.text
                //: Row of the vehicle screen: doors, bonnet and boot. Short.
                title: qsTr("Doors")
                visible: Vehicle.openings.supported

                ReadingWords {
                    id: doors

                    reading: Vehicle.openings
                }

                Label {
                    Layout.maximumWidth: Theme.dp(Theme.compact ? 250 : 400)
                    color: Vehicle.openings.shown ? Theme.text : Theme.textSecondary
                    horizontalAlignment: Text.AlignRight
                    text: {
                        if (!Vehicle.openings.shown)
                            return Fmt.number(Number.NaN, 0, Fmt.revision);
                        //: No door, bonnet or boot is open.
                        //~ max 16
                        const closed = qsTr("All closed");
                        //: How many of doors, bonnet and boot are open. %n is a number.
                        //~ max 16
                        return Vehicle.openings.value > 0 ? qsTr("%n open", "", Vehicle.openings.value) : closed;
                    }
                }
            }

            DataRow {
                iconName: "engine"
                reading: Vehicle.engineSpeed
                //: Row of the vehicle screen: revolutions of the engine.
                title: qsTr("Engine speed")
                unit: "rpm"
            }

            DataRow {
                iconName: "coolant-temperature"
                reading: Vehicle.coolantTemperature
                //: Row of the vehicle screen: temperature of the engine's coolant.
                title: qsTr("Coolant")
                unit: "°C"
            }

            DataRow {
                iconName: "gas-station"
                reading: Vehicle.fuelLevel
                //: Row of the vehicle screen: how full the tank is.
                title: qsTr("Fuel")
                unit: "percent"
            }

            ListRow {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: Math.max(implicitHeight, Theme.dp(Theme.roomy ? 220 : 136))
                iconName: "car-shift-pattern"
                subtitle: gear.text
                //: Row of the vehicle screen: position of the gear selector, such as P or D. Short.
                title: qsTr("Gear")
                visible: Vehicle.gear.supported && root.more

                ReadingWords {
                    id: gear

                    reading: Vehicle.gear
                }

                Label {
                    color: Vehicle.gear.shown ? Theme.text : Theme.textSecondary
                    size: Theme.compact ? Theme.body : Theme.roomy ? Theme.display64 : Theme.title
                    strong: true
                    text: Vehicle.gear.shown ? Vehicle.gear.text : Fmt.number(Number.NaN, 0, Fmt.revision)
                }
            }

            DataRow {
                iconName: "sun-thermometer-outline"
                reading: Vehicle.outsideTemperature
                //: Row of the vehicle screen: temperature outside the car.
                title: qsTr("Outside temperature")
                unit: "°C"
                visible: Vehicle.outsideTemperature.supported && root.more
            }

            DataRow {
                iconName: "counter"
                reading: Vehicle.odometer
                //: Row of the vehicle screen: distance the car has travelled.
                title: qsTr("Odometer")
                unit: "km"
            }

            CheckRow {
                visible: Diagnostics.state !== "faults"

                onActivated: Shell.vehiclePart = "check"
            }

            Item {
                Layout.fillHeight: true
                // Costs no gap where the rows fill the height.
                Layout.topMargin: -rows.spacing
                Layout.verticalStretchFactor: 0
            }
        }
    }
}
