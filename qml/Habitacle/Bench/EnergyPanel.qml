import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Battery, cable, lights and what is around the car.
Panel {
    note: BenchCar.chargingKw > 0 ? "charging with " + BenchCar.chargingKw.toFixed(1) + " kW" : ""
    title: "Energy, lights, surroundings"

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchCar.soc
        name: "Charge"

        onMoved: value => BenchCar.set("soc", value)
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchCar.chargeLimit
        from: 20
        name: "Charge limit"
        step: 5

        onMoved: value => BenchCar.set("charge_limit", value)
    }

    Field {
        Layout.fillWidth: true
        label: "Charging cable"

        DeskChoice {
            Layout.fillWidth: true
            options: ["None", "AC", "DC"]
            subject: "Charging cable"
            value: BenchCar.plug
            values: ["none", "ac", "dc"]

            onChosen: value => BenchCar.choose("plug", value)
        }
    }

    Field {
        Layout.fillWidth: true
        label: "Beam"

        DeskChoice {
            Layout.fillWidth: true
            options: ["Off", "Low", "High"]
            subject: "Beam"
            value: BenchCar.beam
            values: ["off", "low", "high"]

            onChosen: value => BenchCar.choose("beam", value)
        }
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchCar.ambient
        from: -40
        name: "Outside"
        to: 60
        unit: "°C"

        onMoved: value => BenchCar.set("ambient", value)
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchCar.light
        name: "Daylight"

        onMoved: value => BenchCar.set("light", value)
    }

    RowLayout {
        spacing: Desk.gap

        Field {
            label: "Odometer"

            DeskNumber {
                actual: BenchCar.odometer
                decimals: 1
                from: 0
                name: "Odometer"
                to: 1600000
                unit: "km"

                Layout.preferredWidth: Desk.px(120)
                onChanged: value => BenchCar.set("odometer", value)
            }
        }

        Field {
            label: "Car ahead"
            labelWidth: Desk.px(72)

            DeskCombo {
                Layout.fillWidth: true
                Layout.preferredWidth: Desk.px(130)
                currentIndex: [-1, 0, 0.6, 1, 2].indexOf(BenchCar.leadGap)
                model: ["As the route", "None", "0.6 s", "1.0 s", "2.0 s"]
                name: "Car ahead"

                onActivated: index => BenchCar.set("lead_gap", [-1, 0, 0.6, 1, 2][index])
            }
        }
    }
}
