pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Section {
    id: root

    function reading(state: string): Reading {
        return state === "known" ? Gallery.known : state === "old" ? Gallery.old : Gallery.missing;
    }

    StateFlow {
        stateNames: ["known", "old", "missing"]
        title: "ReadingText"

        delegate: Specimen {
            id: value

            required property string modelData

            word: value.modelData

            ReadingText {
                name: "Range"
                reading: root.reading(value.modelData)
                unit: "km"
            }
        }
    }

    StateFlow {
        stateNames: ["known", "old", "missing"]
        title: "MeterChip"

        delegate: Specimen {
            id: meter

            required property string modelData

            word: meter.modelData

            MeterChip {
                decimals: 2
                factor: 0.008
                iconName: "car-tire-alert"
                name: "Tyres"
                reading: root.reading(meter.modelData)
                unit: "bar"
            }
        }
    }

    StateFlow {
        stateNames: ["74 %", "zero", "unknown"]
        title: "ProgressBar and RingGauge"

        delegate: Specimen {
            id: part

            required property string modelData
            readonly property bool known: part.modelData !== "unknown"
            readonly property real amount: part.modelData === "74 %" ? 0.74 : 0

            word: part.modelData

            ProgressBar {
                known: part.known
                name: "Charge"
                value: part.amount
            }

            RingGauge {
                Layout.topMargin: Theme.space16
                known: part.known
                name: "Score"
                value: part.amount

                Label {
                    anchors.centerIn: parent
                    color: part.known ? Theme.text : Theme.textSecondary
                    size: Theme.display64
                    strong: true
                    text: part.known ? Fmt.number(100 * part.amount, 0, Fmt.revision) : "–"
                }
            }
        }
    }

    Exhibit {
        word: "BarGauge"

        BarGauge {
            Layout.fillWidth: true
            text: Say.it("1 per 100 km")
            title: Say.it("Acceleration")
            value: 0.92
        }

        BarGauge {
            Layout.fillWidth: true
            status: "warning"
            statusWord: Say.it("Often")
            text: Say.it("4 per 100 km")
            title: Say.it("Braking")
            value: 0.7
        }

        BarGauge {
            Layout.fillWidth: true
            known: false
            status: "none"
            text: Say.it("Not known yet")
            title: Say.it("Distance")
        }
    }
}
