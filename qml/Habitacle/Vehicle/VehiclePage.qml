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

    //: Title of the screen, in the status bar. Up to 30 characters.
    title: qsTr("Vehicle")

    GridLayout {
        anchors.fill: parent
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
            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: Theme.compact ? Theme.space12 : Theme.space16

            Repeater {
                model: Maintenance.alerts

                AdviceRow {
                    Layout.fillWidth: true
                }
            }

            DataRow {
                Layout.fillWidth: true
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
                Layout.fillWidth: true
                iconName: "battery"
                note: Vehicle.batteryTemperature.shown ? Fmt.quantity(Vehicle.batteryTemperature.value, "°C", 0, Fmt.revision) : ""
                reading: Vehicle.soc
                //: Row of the vehicle screen: charge of the battery that drives the car.
                title: qsTr("Drive battery")
                unit: "percent"
            }

            DataRow {
                Layout.fillWidth: true
                decimals: 1
                iconName: "car-battery"
                reading: Vehicle.lowVoltage
                //: Row of the vehicle screen: voltage of the 12-volt battery.
                title: qsTr("12 V battery")
                unit: "V"
            }

            ListRow {
                Layout.fillWidth: true
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
                    Layout.maximumWidth: Theme.dp(Theme.compact ? 190 : 400)
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
                Layout.fillWidth: true
                iconName: "engine"
                reading: Vehicle.engineSpeed
                //: Row of the vehicle screen: revolutions of the engine.
                title: qsTr("Engine speed")
                unit: "rpm"
            }

            DataRow {
                Layout.fillWidth: true
                iconName: "coolant-temperature"
                reading: Vehicle.coolantTemperature
                //: Row of the vehicle screen: temperature of the engine's coolant.
                title: qsTr("Coolant")
                unit: "°C"
            }

            DataRow {
                Layout.fillWidth: true
                iconName: "gas-station"
                reading: Vehicle.fuelLevel
                //: Row of the vehicle screen: how full the tank is.
                title: qsTr("Fuel")
                unit: "percent"
            }

            DataRow {
                Layout.fillWidth: true
                iconName: "counter"
                reading: Vehicle.odometer
                //: Row of the vehicle screen: distance the car has travelled.
                title: qsTr("Odometer")
                unit: "km"
            }
        }
    }
}
