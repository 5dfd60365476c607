pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Trouble codes of the ECUs, and how they answer a tester.
Card {
    ColumnLayout {
        spacing: Theme.space12

        RowLayout {
            Layout.fillWidth: true

            Label {
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: "Diagnostics"
            }

            ChipButton {
                text: "Clear codes"

                onActivated: Bench.clearTrouble()
            }
        }

        WordChoice {
            Layout.fillWidth: true
            options: ["OK", "Slow", "Busy", "Silent"]
            subject: "How the ECUs answer"
            word: Bench.ecuBehaviour
            words: ["normal", "slow", "busy", "silent"]

            onPicked: word => Bench.setEcus(word)
        }

        Repeater {
            model: Bench.ecus

            RowLayout {
                id: row

                required property string code
                required property string ecu
                required property string hint
                required property string stored

                Layout.fillWidth: true
                spacing: Theme.space12

                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0

                    Label {
                        Layout.fillWidth: true
                        text: row.ecu + " · " + row.code
                        wrap: false
                    }

                    Label {
                        Layout.fillWidth: true
                        color: row.stored === "" ? Theme.textSecondary : Theme.warning
                        size: Theme.caption
                        text: row.stored === "" ? row.hint : row.stored
                        wrap: false
                    }
                }

                ChipButton {
                    name: "Pending " + row.ecu
                    text: "Pending"

                    onActivated: Bench.setTrouble(row.ecu, "pending")
                }

                ChipButton {
                    name: "Confirmed " + row.ecu
                    text: "Confirmed"

                    onActivated: Bench.setTrouble(row.ecu, "confirmed")
                }
            }
        }
    }
}
