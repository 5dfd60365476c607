import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// The HMI's process, and where it is.
Panel {
    title: "Process"

    tools: Dot {
        status: BenchHmi.alive ? "ok" : "critical"
        text: BenchHmi.alive ? "answers" : "away"
    }

    RowLayout {
        spacing: Desk.tight

        DeskButton {
            Layout.fillWidth: true
            name: "Kill the HMI"
            text: "Kill (SIGKILL)"

            onActivated: BenchHmi.kill()
        }

        DeskButton {
            Layout.fillWidth: true
            enabled: !BenchHmi.alive
            name: "Start the HMI"
            text: "Start"

            onActivated: BenchHmi.start()
        }

        DeskButton {
            Layout.fillWidth: true
            name: "Restart the HMI"
            text: "Restart"

            onActivated: BenchHmi.restart()
        }
    }

    DeskText {
        Layout.fillWidth: true
        dim: true
        elide: Text.ElideNone
        text: BenchHmi.why
        visible: BenchHmi.why !== ""
        wrap: true
    }

    Field {
        label: "Shows"

        DeskText {
            Layout.fillWidth: true
            text: BenchHmi.route + (BenchHmi.modal === "" ? "" : ", under " + BenchHmi.modal)
        }
    }

    Field {
        label: "Focus"

        DeskText {
            Layout.fillWidth: true
            text: BenchHmi.focus === "" ? "–" : BenchHmi.focus
        }
    }

    Field {
        label: "Driving state"

        DeskText {
            Layout.fillWidth: true
            text: BenchHmi.driving
        }
    }

    Field {
        label: "Car link"

        DeskText {
            Layout.fillWidth: true
            text: BenchHmi.car
        }
    }

    Field {
        label: "Broker link"

        DeskText {
            Layout.fillWidth: true
            text: BenchHmi.link + ", " + BenchHmi.pending + " waiting"
        }
    }
}
