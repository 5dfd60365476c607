pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// What age and use leave on the car.
Panel {
    id: root

    title: "Ageing"

    tools: DeskButton {
        name: "As new"
        text: "As it came"

        onActivated: BenchCar.renew()
    }

    GridLayout {
        columnSpacing: Desk.gap
        columns: root.width > Desk.px(460) ? 2 : 1
        rowSpacing: Desk.tight
        uniformCellWidths: true

        Repeater {
            model: BenchCar.wear

            RowLayout {
                id: row

                required property string part
                required property string label
                required property double value
                required property double low
                required property double high
                required property string unit

                Layout.fillWidth: true
                spacing: Desk.tight

                DeskText {
                    Layout.fillWidth: true
                    dim: true
                    text: row.label
                    visible: row.unit !== ""
                }

                DeskNumber {
                    actual: row.value
                    decimals: row.unit === "V" ? 1 : 0
                    from: row.low
                    name: row.label + " in " + row.unit
                    to: row.high
                    unit: row.unit
                    visible: row.unit !== ""

                    onChanged: value => BenchCar.age(row.part, value)
                }

                DeskToggle {
                    Layout.fillWidth: true
                    on: row.value > 0
                    text: row.label
                    visible: row.unit === ""

                    onSwitched: on => BenchCar.age(row.part, on ? 1 : 0)
                }
            }
        }
    }
}
