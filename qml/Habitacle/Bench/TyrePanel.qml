pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// Four tyres: pressure, leaks, refill.
Panel {
    title: "Tyres"

    Repeater {
        model: BenchCar.tyres

        RowLayout {
            id: row

            required property string wheel
            required property string label
            required property double kpa
            required property double celsius
            required property double leak

            Layout.fillWidth: true
            spacing: Desk.tight

            DeskText {
                Layout.preferredWidth: Desk.px(76)
                dim: true
                text: row.label
            }

            DeskNumber {
                actual: row.kpa
                from: 0
                name: "Pressure " + row.label
                to: 500
                unit: "kPa"

                onChanged: value => BenchCar.setPressure(row.wheel, value)
            }

            DeskText {
                Layout.fillWidth: true
                color: row.leak > 0 ? Theme.warning : Theme.textSecondary
                size: Desk.small
                text: row.celsius.toFixed(0) + " °C" + (row.leak > 0 ? ", loses " + row.leak + " kPa/s" : "")
            }

            DeskButton {
                name: "Leak " + row.label
                text: "Leak"

                onActivated: BenchCar.leak(row.wheel)
            }

            DeskButton {
                name: "Puncture " + row.label
                text: "Burst"

                onActivated: BenchCar.puncture(row.wheel)
            }

            DeskButton {
                name: "Refill " + row.label
                text: "Refill"

                onActivated: BenchCar.refill(row.wheel)
            }
        }
    }
}
