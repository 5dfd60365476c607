pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// Pick a message, see it, send it as it should be or wrong on purpose; what the car answered.
RowLayout {
    id: root

    spacing: Desk.gap

    Panel {
        Layout.fillHeight: true
        Layout.preferredWidth: Desk.px(240)
        title: "Messages"

        DeskList {
            id: pushes

            Layout.fillHeight: true
            Layout.fillWidth: true
            model: BenchCloud.pushes

            delegate: Line {
                id: line

                required property string push
                required property string label
                required property string type

                name: line.label
                selected: line.push === BenchCloud.chosen
                width: pushes.rowWidth

                onActivated: BenchCloud.choose(line.push)

                DeskText {
                    anchors.verticalCenter: parent?.verticalCenter
                    text: line.label
                    width: parent?.width ?? 0
                }
            }
        }
    }

    Panel {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.preferredWidth: 5
        note: BenchCloud.type + (BenchCloud.signed ? ", signed" : "")
        title: BenchCloud.label

        Code {
            Layout.fillHeight: true
            Layout.fillWidth: true
            name: "JSON of the message"
            text: BenchCloud.json
        }

        RowLayout {
            spacing: Desk.tight

            DeskCombo {
                id: fault

                Layout.fillWidth: true
                model: BenchCloud.faultWords
                name: "How it is sent"
            }

            DeskButton {
                iconName: "cloud-upload-outline"
                name: "Send the message"
                primary: true
                text: "Send"

                onActivated: BenchCloud.send(BenchCloud.faults[Math.max(0, fault.currentIndex)])
            }
        }
    }

    Panel {
        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.preferredWidth: 4
        title: "Sent"

        DeskList {
            id: sent

            Layout.fillHeight: true
            Layout.fillWidth: true
            model: BenchCloud.pushed
            spacing: Desk.px(4)

            delegate: ColumnLayout {
                id: row

                required property string label
                required property string how
                required property string result
                required property string device
                required property bool good

                spacing: 0
                width: sent.rowWidth

                DeskText {
                    Layout.fillWidth: true
                    text: row.label
                }

                DeskText {
                    Layout.fillWidth: true
                    color: row.good ? Theme.ok : row.result.startsWith("refused") ? Theme.warning : Theme.textSecondary
                    size: Desk.small
                    text: row.how + ": " + row.result
                }
            }
        }

        DeskText {
            dim: true
            text: "Nothing has been sent."
            visible: sent.count === 0
        }
    }
}
