import QtQuick
import QtQuick.Layouts
import QtQuick.Window
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The tester's window: drive, tyres, energy, network, faults, diagnostics, and what the cloud got.
Window {
    id: root

    color: Theme.background
    height: Display.startHeight
    minimumHeight: 600
    minimumWidth: 1000
    title: "Habitacle bench"
    visible: true
    width: Display.startWidth

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.space16

        RowLayout {
            spacing: Theme.gap

            Label {
                size: Theme.title
                strong: true
                text: "Bench"
                wrap: false
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                text: Math.round(Bench.speed) + " km/h · " + Bench.selector + " · " + Bench.power.toFixed(1) + " kW · " + Bench.soc.toFixed(1) + " % · " + Math.round(Bench.range) + " km · " + Bench.lowVoltage.toFixed(1) + " V · " + (Bench.asleep ? "asleep" : Bench.framesPerSecond + " frames/s")
                wrap: false
            }

            Button {
                text: "Reset"

                onActivated: Bench.reset()
            }
        }

        Banner {
            Layout.fillWidth: true
            iconName: "alert"
            status: "warning"
            text: Bench.problem
            visible: Bench.problem !== ""
        }

        RowLayout {
            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: Theme.gap

            ScrollPane {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 9
                spacing: Theme.gap

                DriveCard {
                    Layout.fillWidth: true
                }

                EnergyCard {
                    Layout.fillWidth: true
                }
            }

            ScrollPane {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 11
                spacing: Theme.gap

                TyreCard {
                    Layout.fillWidth: true
                }

                FaultCard {
                    Layout.fillWidth: true
                }
            }

            ColumnLayout {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 9
                spacing: Theme.gap

                DiagnosticsCard {
                    Layout.fillWidth: true
                }

                CloudCard {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                }
            }
        }
    }
}
