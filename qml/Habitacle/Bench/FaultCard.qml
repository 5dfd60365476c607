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

        RowLayout {
            spacing: Theme.space12

            Button {
                Layout.fillWidth: true
                text: "Cut CAN 5 s"

                onActivated: {
                    Bench.fault("dropped", "powertrain", 5);
                    Bench.fault("dropped", "body", 5);
                }
            }

            Button {
                Layout.fillWidth: true
                text: "Silence 5 s"

                onActivated: {
                    Bench.fault("silent", "powertrain", 5);
                    Bench.fault("silent", "body", 5);
                }
            }
        }

        RowLayout {
            spacing: Theme.space12

            Button {
                Layout.fillWidth: true
                text: "Charge level SNA"

                onActivated: Bench.fault("sna", "HV.SoC", 10)
            }

            Button {
                Layout.fillWidth: true
                text: "Speed CRC wrong"

                onActivated: Bench.fault("crc", "DRIVE", 10)
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
