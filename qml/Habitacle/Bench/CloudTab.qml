pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// What the cloud can say to the car, and what the car said.
Split {
    id: root

    orientation: Qt.Vertical

    Component.onCompleted: BenchCloud.watch(true)
    Component.onDestruction: BenchCloud.watch(false)

    Side {
        fills: true
        least: Desk.px(220)

        PushPanel {
            Layout.fillHeight: true
            Layout.fillWidth: true
        }
    }

    Side {
        least: Desk.px(140)
        wanted: root.height * 0.42

        Panel {
            Layout.fillHeight: true
            Layout.fillWidth: true
            note: BenchCloud.cars === "" ? "No car has been here yet." : BenchCloud.cars
            title: "Received from the car"

            Split {
                Layout.fillHeight: true
                Layout.fillWidth: true

                Side {
                    fills: true
                    least: Desk.px(260)
                    DeskList {
                        id: list

                        Layout.fillHeight: true
                        Layout.fillWidth: true
                        model: BenchCloud.messages

                        delegate: Line {
                            id: line

                            required property string key
                            required property string type
                            required property string topic
                            required property int bytes
                            required property int copies
                            required property string body
                            required property string refused

                            bar: line.refused === "" ? Theme.transparent : Theme.critical
                            name: line.type + " " + line.topic
                            selected: body.key === line.key
                            width: list.rowWidth

                            onActivated: {
                                body.key = line.key;
                                body.text = line.body;
                            }

                            RowLayout {
                                anchors.fill: parent
                                spacing: Desk.gap

                                DeskText {
                                    Layout.preferredWidth: Desk.px(170)
                                    strong: true
                                    text: line.refused === "" ? line.type : "Refused: " + line.refused
                                }

                                DeskText {
                                    Layout.fillWidth: true
                                    dim: true
                                    text: line.topic === line.type ? "" : line.topic
                                }

                                DeskText {
                                    dim: true
                                    size: Desk.small
                                    text: line.bytes + " B" + (line.copies > 1 ? ", " + line.copies + " times" : "")
                                }
                            }
                        }
                    }
                }

                Side {
                    least: Desk.px(180)
                    wanted: root.width * 0.4

                    Code {
                        id: body

                        property string key: ""

                        Layout.fillHeight: true
                        Layout.fillWidth: true
                        name: "Message of the car"
                        text: "Choose a message to read it."
                    }
                }
            }
        }
    }
}
