pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Time travel of car, cloud and HMI together.
Panel {
    id: root

    enabled: BenchHmi.alive
    note: BenchHmi.ahead === 0 ? "real time" : "not the real time"
    title: "Clock"

    Field {
        Layout.fillWidth: true
        label: "The HMI says"

        DeskText {
            Layout.fillWidth: true
            strong: true
            text: BenchHmi.wall
        }
    }

    Field {
        Layout.fillWidth: true
        label: "Travel"

        Repeater {
            model: [["−1 d", -86400], ["−1 h", -3600], ["+1 h", 3600], ["+1 d", 86400], ["+30 d", 2592000]]

            DeskButton {
                required property var modelData

                Layout.fillWidth: true
                name: "Clock " + modelData[0]
                text: modelData[0]

                onActivated: BenchHmi.advance(modelData[1])
            }
        }
    }

    Field {
        Layout.fillWidth: true
        label: "Jump to"

        DeskField {
            id: jump

            Layout.fillWidth: true
            name: "Jump to a time"
            placeholderText: "2026-06-21 12:00 (UTC)"

            onEntered: text => BenchHmi.jump(text)
        }

        DeskButton {
            enabled: jump.text !== ""
            name: "Jump"
            text: "Jump"

            onActivated: BenchHmi.jump(jump.text)
        }

        DeskButton {
            name: "Real time"
            text: "Real"

            onActivated: BenchHmi.realTime()
        }
    }
}
