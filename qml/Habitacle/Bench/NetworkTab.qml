pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// The way from the HMI to its broker.
RowLayout {
    id: root

    spacing: Desk.gap

    Component.onCompleted: BenchNetwork.watch(true)
    Component.onDestruction: BenchNetwork.watch(false)

    Panel {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.preferredWidth: 5
        note: BenchNetwork.busy ? "changing" : ""
        title: "Network between HMI and broker"

        DeskList {
            id: list

            Layout.fillHeight: true
            Layout.fillWidth: true
            model: BenchNetwork.networks
            spacing: Desk.px(2)

            delegate: Line {
                id: line

                required property string word
                required property string label
                required property string what
                required property bool chosen

                implicitHeight: Desk.px(46)
                name: line.label
                selected: line.chosen
                width: list.rowWidth

                onActivated: BenchNetwork.choose(line.word)

                ColumnLayout {
                    anchors.fill: parent
                    spacing: 0

                    DeskText {
                        Layout.fillWidth: true
                        Accessible.ignored: true
                        strong: line.chosen
                        text: line.label
                    }

                    DeskText {
                        Layout.fillWidth: true
                        dim: true
                        size: Desk.small
                        text: line.what
                    }
                }
            }
        }
    }

    ColumnLayout {
        Layout.alignment: Qt.AlignTop
        Layout.fillWidth: true
        Layout.preferredWidth: 4
        spacing: Desk.gap

        Panel {
            Layout.fillWidth: true
            title: "Slow means"

            DeskSlider {
                Layout.fillWidth: true
                actual: BenchNetwork.latency
                name: "Latency"
                step: 50
                text: "Latency one way"
                to: 5000
                unit: "ms"

                onMoved: value => BenchNetwork.setSlow(value, BenchNetwork.rate)
            }

            DeskSlider {
                Layout.fillWidth: true
                actual: BenchNetwork.rate
                from: 1
                name: "Rate"
                to: 500
                unit: "kbit/s"

                onMoved: value => BenchNetwork.setSlow(BenchNetwork.latency, value)
            }

            DeskButton {
                Layout.alignment: Qt.AlignRight
                name: "Be slow"
                text: "Apply"

                onActivated: BenchNetwork.choose("slow")
            }
        }

        Panel {
            Layout.fillWidth: true
            title: "Backend"

            DeskToggle {
                on: BenchNetwork.receiptsWithheld
                text: "Withhold receipts"

                onSwitched: on => BenchNetwork.withhold(on)
            }

            DeskText {
                Layout.fillWidth: true
                dim: true
                elide: Text.ElideNone
                size: Desk.small
                text: "The cloud stores what it gets and confirms nothing, until this ends."
                wrap: true
            }
        }

        Panel {
            Layout.fillWidth: true
            title: "Addresses"

            Field {
                label: "Broker"

                DeskText {
                    Layout.fillWidth: true
                    text: BenchNetwork.broker
                }
            }

            Field {
                label: "The HMI is told"

                DeskText {
                    Layout.fillWidth: true
                    text: BenchNetwork.told
                }
            }

            Field {
                label: "Link of the HMI"

                DeskText {
                    Layout.fillWidth: true
                    text: BenchHmi.alive ? BenchHmi.link + ", " + BenchHmi.pending + " waiting" : "unknown"
                }
            }
        }
    }
}
