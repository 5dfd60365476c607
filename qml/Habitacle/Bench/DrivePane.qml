import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// Who drives, on what road, and with which hands and feet.
Panel {
    id: root

    readonly property bool pedals: BenchDrive.mode === "manual"

    note: BenchDrive.limit > 0 ? "limit " + BenchDrive.limit + " km/h" : ""
    title: "Drive"

    Component.onCompleted: BenchMap.watch(true)

    DeskChoice {
        Layout.fillWidth: true
        options: ["Park", "Loop", "Hold", "Pedals"]
        subject: "Who drives"
        value: BenchDrive.mode
        values: ["park", "loop", "hold", "manual"]

        onChosen: value => BenchDrive.drive(value)
    }

    KeyPad {
        id: pad

        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.minimumHeight: Desk.px(150)

        onKey: (word, down) => BenchDrive.key(word, down)
        onLetGo: BenchDrive.letGo()

        RoutePlot {
            anchors.fill: parent
            anchors.margins: Desk.ring
            centreX: BenchMap.centreX
            centreY: BenchMap.centreY
            heading: BenchMap.heading
            line: BenchMap.line
            placeX: BenchMap.x
            placeY: BenchMap.y
            spanX: BenchMap.spanX
            spanY: BenchMap.spanY
            stops: BenchMap.stops
        }

        DeskText {
            anchors.bottom: parent.bottom
            anchors.bottomMargin: Desk.px(8)
            anchors.right: parent.right
            anchors.rightMargin: Desk.px(10)
            color: pad.activeFocus ? Theme.text : Theme.textSecondary
            size: Desk.small
            text: pad.activeFocus ? "Keys drive the car" : "Press here to drive with keys"
        }
    }

    DeskText {
        Layout.fillWidth: true
        dim: true
        size: Desk.small
        text: "W A S D or arrows drive, Space parking brake, Q E indicators"
    }

    DeskText {
        Layout.fillWidth: true
        Layout.topMargin: -Desk.px(4)
        dim: true
        size: Desk.small
        text: "P park, R reverse, N neutral, F forward, H hazard"
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchDrive.speed
        labelWidth: Desk.px(84)
        name: "Speed"
        to: 160
        unit: "km/h"

        onMoved: value => BenchDrive.hold(value)
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchDrive.throttle
        enabled: root.pedals
        labelWidth: Desk.px(84)
        name: "Accelerator"

        onMoved: value => BenchDrive.set("throttle", value)
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchDrive.brake
        enabled: root.pedals
        labelWidth: Desk.px(84)
        name: "Brake"

        onMoved: value => BenchDrive.set("brake", value)
    }

    DeskSlider {
        Layout.fillWidth: true
        actual: BenchDrive.steering
        enabled: BenchDrive.mode !== "loop"
        from: -360
        labelWidth: Desk.px(84)
        name: "Steering"
        step: 5
        to: 360
        unit: "°"

        onMoved: value => BenchDrive.set("steering", value)
    }

    RowLayout {
        spacing: Desk.gap

        DeskChoice {
            Layout.fillWidth: true
            options: ["P", "R", "N", "D"]
            subject: "Selector"
            value: BenchDrive.selector

            onChosen: value => BenchDrive.choose("selector", value)
        }

        DeskToggle {
            on: BenchDrive.parkingBrake
            text: "Parking brake"

            onSwitched: on => BenchDrive.setParkingBrake(on)
        }
    }

    RowLayout {
        spacing: Desk.gap

        DeskChoice {
            Layout.fillWidth: true
            options: ["Off", "Accessory", "On"]
            subject: "Ignition"
            value: BenchDrive.ignition
            values: ["off", "acc", "on"]

            onChosen: value => BenchDrive.choose("ignition", value)
        }

        DeskChoice {
            options: ["L", "–", "R"]
            subject: "Indicator"
            value: BenchDrive.indicator
            values: ["left", "off", "right"]

            onChosen: value => BenchDrive.choose("indicator", value)
        }

        DeskToggle {
            on: BenchDrive.hazard
            text: "Hazard"

            onSwitched: on => BenchDrive.setHazard(on)
        }
    }

    FileRow {
        Layout.fillWidth: true
    }
}
