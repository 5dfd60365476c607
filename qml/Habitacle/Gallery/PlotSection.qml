pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    id: root

    readonly property list<real> course: [18, 17.2, 16.9, 17.4, NaN, NaN, 15.8, 15.1, NaN, 14.9, NaN, 15.6, 16.2]
    readonly property list<real> days: [12, 31, 0, NaN, 44, 27, 8]

    StateFlow {
        stateNames: ["with gaps", "all known", "constant", "nothing known"]
        title: "Sparkline"

        delegate: Specimen {
            id: line

            required property string modelData

            word: line.modelData

            Sparkline {
                name: "Consumption"
                values: line.modelData === "with gaps" ? root.course : line.modelData === "all known" ? [3, 4, 2, 6, 5, 7] : line.modelData === "constant" ? [5, 5, 5] : [NaN, NaN]
            }
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        Specimen {
            wide: true
            word: "Plot, a line with gaps"

            Plot {
                Layout.fillWidth: true
                decimals: 1
                labels: ["08:00", "20:00"]
                name: "Consumption of the day"
                summary: "From 18 to 16 kWh; 4 hours are not known."
                unit: "kWh"
                values: root.course
            }
        }

        Specimen {
            wide: true
            word: "Plot, bars; Wednesday is zero, Thursday not known"

            Plot {
                Layout.fillWidth: true
                bars: true
                labels: ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
                name: "Distance of the week"
                summary: "122 km in 6 days; Thursday is not known."
                unit: "km"
                values: root.days
            }
        }

        Specimen {
            wide: true
            word: "Plot, nothing known"

            Plot {
                Layout.fillWidth: true
                name: "Charge"
                unit: "percent"
                maximum: 100
                minimum: 0
                values: [NaN, NaN, NaN]
            }
        }
    }
}
