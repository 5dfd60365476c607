import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Language, colours and size of text of the HMI.
Panel {
    enabled: BenchHmi.alive
    title: "Look"

    Field {
        Layout.fillWidth: true
        label: "Language"

        DeskCombo {
            Layout.fillWidth: true
            currentIndex: BenchHmi.languages.indexOf(BenchHmi.language)
            model: BenchHmi.languageWords
            name: "Language of the HMI"

            onActivated: index => BenchHmi.choose("language", BenchHmi.languages[index])
        }
    }

    Field {
        Layout.fillWidth: true
        label: "Theme"

        DeskChoice {
            Layout.fillWidth: true
            options: ["Auto", "Day", "Night"]
            subject: "Theme of the HMI"
            value: BenchHmi.theme
            values: ["auto", "day", "night"]

            onChosen: value => BenchHmi.choose("theme", value)
        }
    }

    Field {
        Layout.fillWidth: true
        label: "Driver's choice"

        DeskToggle {
            on: BenchHmi.largeText
            text: "Large text"

            onSwitched: on => BenchHmi.switch("large_text", on)
        }

        DeskToggle {
            Layout.fillWidth: true
            on: BenchHmi.reducedMotion
            text: "Less motion"

            onSwitched: on => BenchHmi.switch("reduced_motion", on)
        }
    }
}
