import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Who drives, and how.
Card {
    id: root

    readonly property list<string> modes: ["park", "loop", "hold", "manual"]
    readonly property string mode: Bench.parked && Bench.mode === "hold" ? "park" : Bench.mode

    ColumnLayout {
        spacing: Theme.space12

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Drive"
        }

        SegmentedChoice {
            Layout.fillWidth: true
            current: root.modes.indexOf(root.mode)
            options: ["Park", "Loop", "Hold", "Pedals"]
            subject: "Who drives"

            onChosen: index => Bench.drive(root.modes[index])
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.speed
            name: "Speed"
            to: 130
            unit: "km/h"

            onMoved: value => Bench.holdSpeed(value)
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.throttle
            enabled: Bench.mode === "manual"
            name: "Accelerator"

            onMoved: value => Bench.set("throttle", value)
        }

        SliderRow {
            Layout.fillWidth: true
            actual: Bench.brake
            enabled: Bench.mode === "manual"
            name: "Brake"

            onMoved: value => Bench.set("brake", value)
        }

        WordChoice {
            Layout.fillWidth: true
            options: ["P", "R", "N", "D"]
            subject: "Selector"
            word: Bench.selector
            words: ["P", "R", "N", "D"]

            onPicked: word => Bench.choose("selector", word)
        }

        WordChoice {
            Layout.fillWidth: true
            options: ["Off", "Accessory", "On"]
            subject: "Ignition"
            word: Bench.ignition
            words: ["off", "acc", "on"]

            onPicked: word => Bench.choose("ignition", word)
        }

        SegmentedChoice {
            Layout.fillWidth: true
            current: Bench.locked ? 1 : 0
            options: ["Unlocked", "Locked"]
            subject: "Doors"

            onChosen: index => Bench.setLocked(index === 1)
        }
    }
}
