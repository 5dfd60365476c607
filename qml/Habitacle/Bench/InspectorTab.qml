pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// The HMI as assistive technology knows it: a picture, and every item with its state.
Split {
    id: root

    orientation: Qt.Vertical

    Component.onCompleted: BenchInspector.watch(true)
    Component.onDestruction: BenchInspector.watch(false)

    Side {
        least: Desk.px(140)
        wanted: root.height * 0.42
        Panel {
            Layout.fillHeight: true
            Layout.fillWidth: true
            note: BenchInspector.problem !== "" ? BenchInspector.problem : BenchInspector.markedName
            title: "Picture"

            tools: [
                DeskToggle {
                    on: BenchInspector.live
                    text: "Live"

                    onSwitched: on => BenchInspector.setLive(on)
                },
                DeskButton {
                    name: "Look again"
                    text: "Look again"

                    onActivated: BenchInspector.look()
                }
            ]

            Picture {
                Layout.fillHeight: true
                Layout.fillWidth: true
                across: BenchInspector.width
                down: BenchInspector.height
                frame: Qt.rect(BenchInspector.markX, BenchInspector.markY, BenchInspector.markWidth, BenchInspector.markHeight)
                source: BenchInspector.picture

                onPicked: (x, y) => BenchInspector.pick(x, y)
            }
        }
    }

    Side {
        fills: true
        least: Desk.px(160)
        Panel {
            Layout.fillHeight: true
            Layout.fillWidth: true
            note: list.count + " of " + BenchInspector.total
            title: "Accessible items"

            tools: DeskField {
                name: "Filter items"
                placeholderText: "Name, role or state"

                onTextEdited: BenchInspector.setFilter(text)
            }

            DeskList {
                id: list

                Layout.fillHeight: true
                Layout.fillWidth: true
                model: BenchInspector.items

                delegate: Line {
                    id: line

                    required property int number
                    required property string english
                    required property string spoken
                    required property string role
                    required property string rect
                    required property string condition
                    required property bool seen

                    name: line.role + " " + line.english
                    selected: line.number === BenchInspector.marked
                    width: list.rowWidth

                    onActivated: BenchInspector.mark(line.number)

                    RowLayout {
                        anchors.fill: parent
                        spacing: Desk.gap

                        DeskText {
                            Layout.fillWidth: true
                            Layout.preferredWidth: 5
                            color: line.seen ? Theme.text : Theme.textSecondary
                            text: line.english + (line.spoken === "" ? "" : "  (" + line.spoken + ")")
                        }

                        DeskText {
                            Layout.preferredWidth: Desk.px(100)
                            dim: true
                            text: line.role
                        }

                        DeskText {
                            Layout.preferredWidth: Desk.px(150)
                            dim: true
                            text: line.rect
                        }

                        DeskText {
                            Layout.fillWidth: true
                            Layout.preferredWidth: 3
                            dim: true
                            text: line.condition
                        }
                    }
                }
            }
        }
    }
}
