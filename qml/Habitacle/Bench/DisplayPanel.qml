import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// The display that the HMI believes to have, and its size on this monitor.
Panel {
    enabled: BenchHmi.alive
    title: "Display"

    Field {
        Layout.fillWidth: true
        label: "Display"

        DeskCombo {
            Layout.fillWidth: true
            currentIndex: BenchHmi.display
            model: BenchHmi.displays
            name: "Display of the HMI"

            onActivated: index => BenchHmi.setDisplay(index)
        }
    }

    Field {
        Layout.fillWidth: true
        label: "On this monitor"

        DeskChoice {
            Layout.fillWidth: true
            options: ["Pixels", "Physical", "Fit"]
            subject: "Size on this monitor"
            value: BenchHmi.fit
            values: ["pixels", "physical", "fit"]

            onChosen: value => BenchHmi.setFit(value)
        }
    }

    Field {
        Layout.fillWidth: true
        label: "It says"

        DeskText {
            Layout.fillWidth: true
            elide: Text.ElideNone
            text: BenchHmi.size
            wrap: true
        }
    }
}
