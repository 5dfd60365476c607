pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Every fault of the simulated car: pick a kind, a target and how long.
RowLayout {
    id: root

    spacing: Desk.gap

    Component.onCompleted: BenchFaults.watch(true)
    Component.onDestruction: BenchFaults.watch(false)

    Panel {
        Layout.fillHeight: true
        Layout.preferredWidth: Desk.px(190)
        title: "Kind"

        DeskList {
            id: kinds

            Layout.fillHeight: true
            Layout.fillWidth: true
            model: BenchFaults.kinds

            delegate: Line {
                id: kindLine

                required property string kind
                required property string label

                name: kindLine.label
                selected: kindLine.kind === BenchFaults.kind
                width: kinds.rowWidth

                onActivated: BenchFaults.choose(kindLine.kind)

                DeskText {
                    anchors.verticalCenter: parent?.verticalCenter
                    text: kindLine.label
                    width: parent?.width ?? 0
                }
            }
        }
    }

    TargetPanel {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.minimumWidth: Desk.px(190)
        Layout.preferredWidth: Desk.px(250)
    }

    ColumnLayout {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.minimumWidth: Desk.px(372)
        Layout.preferredWidth: Desk.px(390)
        spacing: Desk.gap

        Panel {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredHeight: 1
            title: "On now"

            tools: DeskButton {
                name: "Clear all faults"
                text: "Clear all"

                onActivated: BenchFaults.clearAll()
            }

            DeskList {
                id: active

                Layout.fillHeight: true
                Layout.fillWidth: true
                model: BenchFaults.active

                delegate: RowLayout {
                    id: on

                    required property string kind
                    required property string target
                    required property string label
                    required property int seconds

                    spacing: Desk.tight
                    width: active.rowWidth

                    DeskText {
                        Layout.fillWidth: true
                        text: on.label
                    }

                    DeskText {
                        dim: true
                        size: Desk.small
                        text: on.seconds < 0 ? "until cleared" : on.seconds + " s"
                    }

                    DeskButton {
                        iconName: "close"
                        name: "Clear " + on.label
                        quiet: true

                        onActivated: BenchFaults.clear(on.kind, on.target)
                    }
                }
            }

            DeskText {
                dim: true
                text: "No fault is on."
                visible: active.count === 0
            }
        }

        EcuPanel {
            Layout.fillWidth: true
        }
    }
}
