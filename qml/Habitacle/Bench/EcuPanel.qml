pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Trouble codes in the memories of the ECUs, and how these answer a tester.
Panel {
    id: root

    title: "ECUs and trouble codes"

    tools: [
        DeskButton {
            name: "All ECUs silent"
            text: "All silent"

            onActivated: BenchFaults.setEcu("", "silent")
        },
        DeskButton {
            name: "Clear codes"
            text: "Clear codes"

            onActivated: BenchFaults.forgetAll()
        }
    ]

    Repeater {
        model: BenchFaults.ecus

        ColumnLayout {
            id: row

            required property string behaviour
            required property string code
            required property string ecu
            required property string hint

            Layout.fillWidth: true
            spacing: Desk.px(2)

            RowLayout {
                spacing: Desk.tight

                DeskText {
                    Layout.preferredWidth: Desk.px(52)
                    strong: true
                    text: row.ecu
                }

                DeskChoice {
                    Layout.fillWidth: true
                    options: ["OK", "Slow", "Busy", "Silent"]
                    subject: "Answers of " + row.ecu
                    value: row.behaviour
                    values: ["normal", "slow", "busy", "silent"]

                    onChosen: value => BenchFaults.setEcu(row.ecu, value)
                }
            }

            RowLayout {
                spacing: Desk.tight

                DeskField {
                    id: code

                    Layout.preferredWidth: Desk.px(96)
                    name: "Code for " + row.ecu
                    text: row.code
                }

                DeskText {
                    Layout.fillWidth: true
                    dim: true
                    size: Desk.small
                    text: row.hint
                }

                DeskButton {
                    name: "Pending " + row.ecu
                    text: "Pending"

                    onActivated: BenchFaults.store(row.ecu, code.text, "pending")
                }

                DeskButton {
                    name: "Confirmed " + row.ecu
                    text: "Confirmed"

                    onActivated: BenchFaults.store(row.ecu, code.text, "confirmed")
                }
            }
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: Desk.tight

        Repeater {
            model: BenchFaults.stored

            Tag {
                id: tag

                required property string ecu
                required property string code
                required property string failure
                required property string status

                name: "Forget " + tag.ecu + " " + tag.code
                text: tag.ecu + " " + tag.code + "-" + tag.failure + " " + tag.status

                onEnded: BenchFaults.forget(tag.ecu, tag.code, tag.failure)
            }
        }
    }
}
