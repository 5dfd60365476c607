pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Four tyres: let air out, fill up.
Card {
    id: root

    function label(wheel: string): string {
        const words = wheel.replace("_", " ");
        return words.charAt(0).toUpperCase() + words.substring(1);
    }

    ColumnLayout {
        spacing: Theme.space12

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Tyres"
        }

        Repeater {
            model: Bench.tyres

            RowLayout {
                id: row

                required property string wheel
                required property double kpa
                required property double leak

                spacing: Theme.space12

                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: 0

                    Label {
                        Layout.fillWidth: true
                        text: root.label(row.wheel)
                        wrap: false
                    }

                    Label {
                        color: row.leak > 0 ? Theme.warning : Theme.textSecondary
                        size: Theme.caption
                        text: row.kpa + " kPa" + (row.leak > 0 ? " · leaking" : "")
                        wrap: false
                    }
                }

                Button {
                    name: "Leak " + root.label(row.wheel)
                    text: "Leak"

                    onActivated: Bench.leak(row.wheel)
                }

                Button {
                    name: "Puncture " + root.label(row.wheel)
                    text: "Burst"

                    onActivated: Bench.puncture(row.wheel)
                }

                Button {
                    name: "Refill " + root.label(row.wheel)
                    text: "Refill"

                    onActivated: Bench.refill(row.wheel)
                }
            }
        }
    }
}
