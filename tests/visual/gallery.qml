pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Window
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Every control in its states, for a look at them.
Window {
    id: root

    color: Theme.background
    height: Display.startHeight * 1.8
    visible: true
    width: Display.startWidth

    GridLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        columnSpacing: Theme.gap
        columns: 2
        rowSpacing: Theme.gap

        Card {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: 1

            ColumnLayout {
                ReadingText {
                    name: "Range"
                    reading: Vehicle.range
                    size: Theme.display120
                    unit: "km"
                    unitSize: Theme.headline
                }

                ProgressBar {
                    Layout.fillWidth: true
                    name: "Charge"
                    value: 0.74
                }

                StatusIcon {
                    status: "warning"
                    word: "Check soon"
                }

                StatusIcon {
                    status: "ok"
                    word: "Good"
                }

                RowLayout {
                    MeterChip {
                        Layout.fillWidth: true
                        decimals: 1
                        factor: 0.01
                        iconName: "car-tire-alert"
                        name: "Tyres"
                        reading: Vehicle.tyreLowest
                        unit: "bar"
                    }

                    MeterChip {
                        Layout.fillWidth: true
                        decimals: 1
                        iconName: "car-battery"
                        name: "12 V"
                        reading: Vehicle.lowVoltage
                        unit: "V"
                    }
                }

                ReadingText {
                    name: "Battery"
                    reading: Vehicle.batteryTemperature
                    size: Theme.display48
                    unit: "°C"
                }
            }
        }

        ColumnLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Theme.space12

            ListRow {
                Layout.fillWidth: true
                iconColor: Theme.warning
                iconName: "car-tire-alert"
                subtitle: "1.9 bar instead of 2.5"
                title: "Rear left tyre"

                Button {
                    primary: true
                    text: "Book"
                }
            }

            ListRow {
                Layout.fillWidth: true
                iconName: "car-wrench"
                subtitle: "Wear and fault codes, by appointment"
                title: "My workshop"

                ChoicePair {
                    acceptText: "Accept"
                    choice: "accept"
                    refuseText: "Refuse"
                    subject: "My workshop"
                }
            }

            RowButton {
                Layout.fillWidth: true
                iconName: "translate"
                selected: true
                title: "Language"
                value: "English"
            }

            RowButton {
                Layout.fillWidth: true
                iconName: "cog"
                locked: true
                title: "Locked row"
            }

            RowLayout {
                spacing: Theme.space12

                Button {
                    primary: true
                    text: "Primary"
                }

                Button {
                    iconName: "close"
                    text: "Secondary"
                }

                Button {
                    locked: true
                    primary: true
                    text: "Locked"
                }
            }

            RowLayout {
                spacing: Theme.space12

                Chip {
                    iconName: "lock"
                    text: "Stays in the car"
                }

                ChipButton {
                    iconName: "share-variant"
                    text: "2 shared"
                }

                IconButton {
                    iconName: "close"
                    name: "Close"
                }
            }
        }

        ColumnLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Theme.space12

            SegmentedChoice {
                Layout.fillWidth: true
                current: 1
                options: ["Auto", "Day", "Night"]
                subject: "Colours"
            }

            ChoicePair {
                acceptText: "Accept"
                refuseText: "Refuse"
                subject: "Neither"
            }

            ChoicePair {
                acceptLocked: true
                acceptText: "Accept"
                choice: "refuse"
                refuseText: "Refuse"
                subject: "Accept locked"
            }

            Banner {
                Layout.fillWidth: true
                iconName: "car-off"
                status: "none"
                text: "The car sends no data; values may be old."
            }

            RingGauge {
                name: "Score"
                value: 0.87

                Label {
                    anchors.centerIn: parent
                    size: Theme.display64
                    strong: true
                    text: "87"
                }
            }
        }
    }
}
