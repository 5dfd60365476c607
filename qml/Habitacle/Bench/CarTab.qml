pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Everything about the car that is neither driving nor a fault.
DeskScroll {
    id: root

    Component.onCompleted: BenchCar.watch(true)
    Component.onDestruction: BenchCar.watch(false)

    RowLayout {
        spacing: Desk.gap

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: true
            Layout.preferredWidth: 5
            spacing: Desk.gap

            EnergyPanel {
                Layout.fillWidth: true
            }

            TyrePanel {
                Layout.fillWidth: true
            }

            AgeingPanel {
                Layout.fillWidth: true
            }
        }

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: true
            Layout.preferredWidth: 4
            spacing: Desk.gap

            Panel {
                Layout.fillWidth: true
                title: "Doors"

                tools: [
                    DeskButton {
                        text: "Lock all"

                        onActivated: BenchCar.lockAll(true)
                    },
                    DeskButton {
                        text: "Unlock all"

                        onActivated: BenchCar.lockAll(false)
                    }
                ]

                SwitchGrid {
                    Layout.fillWidth: true
                    group: "open"
                    label: "Open"
                    model: BenchCar.openings
                }

                SwitchGrid {
                    Layout.fillWidth: true
                    group: "locked"
                    label: "Locked"
                    model: BenchCar.doors
                }
            }

            Panel {
                Layout.fillWidth: true
                title: "Belts"

                SwitchGrid {
                    Layout.fillWidth: true
                    group: "belted"
                    label: "Fastened"
                    titled: false
                    model: BenchCar.belts
                }
            }

            Panel {
                Layout.fillWidth: true
                title: "States and assistants"

                Field {
                    Layout.fillWidth: true
                    label: "Parked mode"

                    DeskChoice {
                        Layout.fillWidth: true
                        options: ["None", "Climate", "Pet", "Sentry"]
                        subject: "Parked mode"
                        value: BenchCar.parkedMode
                        values: ["none", "climate", "pet", "sentry"]

                        onChosen: value => BenchCar.choose("parked_mode", value)
                    }
                }

                SwitchGrid {
                    Layout.fillWidth: true
                    group: "flags"
                    label: "State"
                    model: BenchCar.flags
                }

                SwitchGrid {
                    Layout.fillWidth: true
                    group: "assists"
                    label: "Intervenes"
                    model: BenchCar.assists
                }
            }
        }
    }
}
