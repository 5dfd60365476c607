import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Network and car faults.
Card {
    ColumnLayout {
        spacing: Theme.space12

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Network and faults"
        }

        SegmentedChoice {
            Layout.fillWidth: true
            current: Bench.brokerUp ? 0 : 1
            options: ["Broker up", "Broker killed"]
            subject: "Broker"

            onChosen: index => Bench.setBroker(index === 0)
        }

        GridLayout {
            columnSpacing: Theme.space12
            columns: 3
            rowSpacing: 0
            uniformCellWidths: true

            FaultChip {
                kind: "dropped"
                text: "Cut CAN 5 s"
            }

            FaultChip {
                kind: "silent"
                text: "Silence 5 s"
            }

            FaultChip {
                kind: "sleep"
                text: "Sleep, wake"
            }

            FaultChip {
                kind: "flood"
                text: "Unknown ids"
            }

            FaultChip {
                kind: "errors"
                text: "Error frames"
            }

            FaultChip {
                kind: "full"
                text: "Full bus"
            }

            FaultChip {
                kind: "sna"
                seconds: 10
                target: "HV.SoC"
                text: "Charge SNA"
            }

            FaultChip {
                kind: "range"
                seconds: 10
                target: "DRIVE.Speed"
                text: "Speed range"
            }

            FaultChip {
                kind: "crc"
                seconds: 10
                target: "DRIVE"
                text: "Speed CRC"
            }

            FaultChip {
                kind: "counter"
                seconds: 10
                target: "GEAR"
                text: "Gear counter"
            }

            FaultChip {
                kind: "length"
                seconds: 10
                target: "DRIVE"
                text: "Speed length"
            }

            FaultChip {
                kind: "missing"
                seconds: 10
                target: "GEAR"
                text: "Gear missing"
            }

            FaultChip {
                kind: "leak"
                seconds: 0
                target: "front_left"
                text: "Slow leak"
            }

            FaultChip {
                kind: "tyre_asleep"
                seconds: 0
                text: "Tyres asleep"
            }

            FaultChip {
                kind: "wake"
                seconds: 2
                text: "All SNA 2 s"
            }

            FaultChip {
                kind: "gnss_lost"
                seconds: 10
                target: "gnss"
                text: "GNSS lost"
            }

            FaultChip {
                kind: "crank"
                seconds: 0
                target: "low_voltage"
                text: "Crank dip"
            }
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            text: Bench.faults === "" ? "No fault is on." : Bench.faults
        }
    }
}
