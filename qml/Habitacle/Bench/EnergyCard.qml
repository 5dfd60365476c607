import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Battery, charging cable and surroundings.
Card {
    ColumnLayout {
        spacing: Theme.space12

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Energy and surroundings"
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.soc
            name: "Charge"

            onMoved: value => Bench.set("soc", value)
        }

        WordChoice {
            Layout.fillWidth: true
            options: ["No cable", "AC", "DC"]
            subject: "Charging cable"
            word: Bench.plug
            words: ["none", "ac", "dc"]

            onPicked: word => Bench.choose("plug", word)
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.ambient
            from: -30
            name: "Outside"
            to: 45
            unit: "°C"

            onMoved: value => Bench.set("ambient", value)
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.light
            name: "Daylight"

            onMoved: value => Bench.set("light", value)
        }
    }
}
