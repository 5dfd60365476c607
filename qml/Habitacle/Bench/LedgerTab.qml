pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// What the HMI says left it, beside what the broker saw: the two must agree.
Panel {
    id: root

    function words(verdict: string): string {
        switch (verdict) {
        case "both":
            return "Both";
        case "will":
            return "Will, kept by the broker";
        case "unseen":
            return "Never seen";
        default:
            return "Not in the ledger";
        }
    }

    function ink(verdict: string): color {
        return verdict === "both" ? Theme.ok : verdict === "will" ? Theme.textSecondary : Theme.critical;
    }

    note: BenchLedger.problem
    title: "Ledger of the HMI beside the traffic of the broker"

    tools: [
        Dot {
            status: "ok"
            text: BenchLedger.both + " in both"
        },
        Dot {
            status: BenchLedger.unseen > 0 ? "critical" : ""
            text: BenchLedger.unseen + " never seen"
        },
        Dot {
            status: BenchLedger.unlisted > 0 ? "critical" : ""
            text: BenchLedger.unlisted + " not in the ledger"
        }
    ]

    Component.onCompleted: BenchLedger.watch(true)
    Component.onDestruction: BenchLedger.watch(false)

    DeskList {
        id: list

        Layout.fillHeight: true
        Layout.fillWidth: true
        model: BenchLedger.rows

        delegate: Line {
            id: line

            required property string verdict
            required property string time
            required property string topic
            required property string type
            required property string purpose
            required property string recipient
            required property int bytes
            required property int times
            required property int copies
            required property string message

            readonly property bool wrong: line.verdict === "unseen" || line.verdict === "unlisted"

            bar: line.wrong ? Theme.critical : Theme.transparent
            implicitHeight: Desk.px(44)
            name: root.words(line.verdict) + ": " + line.topic
            width: list.rowWidth

            RowLayout {
                anchors.fill: parent
                spacing: Desk.gap

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    spacing: 0

                    DeskText {
                        Layout.fillWidth: true
                        text: line.times === 0 ? "–" : line.time + "  " + line.purpose + " to " + line.recipient
                    }

                    DeskText {
                        Layout.fillWidth: true
                        dim: true
                        size: Desk.small
                        text: line.times === 0 ? "not in the ledger" : line.bytes + " B" + (line.times > 1 ? ", " + line.times + " times" : "")
                    }
                }

                DeskText {
                    Layout.preferredWidth: Desk.px(170)
                    color: root.ink(line.verdict)
                    horizontalAlignment: Text.AlignHCenter
                    strong: line.wrong
                    text: root.words(line.verdict)
                }

                ColumnLayout {
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    spacing: 0

                    DeskText {
                        Layout.fillWidth: true
                        text: line.copies === 0 ? "–" : line.type + (line.copies > 1 ? ", " + line.copies + " times" : "")
                    }

                    DeskText {
                        Layout.fillWidth: true
                        dim: true
                        size: Desk.small
                        text: line.topic.replace(/^v1\/[^\/]*\//, "") + (line.message === "" ? "" : "  " + line.message)
                    }
                }
            }
        }
    }

    DeskText {
        dim: true
        text: "Nothing has left yet."
        visible: list.count === 0 && BenchLedger.problem === ""
    }
}
