import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// The state of the desk at a glance, the recorder, and the way back.
RowLayout {
    spacing: Desk.gap

    DeskText {
        size: Desk.big
        strong: true
        text: "Bench"
    }

    Readout {
        label: "Speed"
        span: 76
        text: Bench.speed + " km/h"
    }

    Readout {
        label: "Selector"
        span: 56
        text: Bench.selector
    }

    Readout {
        label: "Charge"
        text: Bench.soc.toFixed(1) + " %"
    }

    Readout {
        label: "Range"
        text: Bench.range + " km"
    }

    Readout {
        label: "Power"
        text: Bench.power.toFixed(0) + " kW"
    }

    Readout {
        label: "12 V"
        text: Bench.lowVoltage.toFixed(1) + " V"
    }

    Readout {
        label: "CAN"
        span: 96
        text: Bench.asleep ? "asleep" : Bench.framesPerSecond + " frames/s"
    }

    Dot {
        status: BenchNetwork.word === "online" ? "ok" : "warning"
        text: BenchNetwork.label
    }

    Dot {
        status: BenchHmi.alive ? "ok" : "critical"
        text: BenchHmi.alive ? "HMI " + BenchHmi.link : "HMI away"
    }

    Item {
        Layout.fillWidth: true
    }

    DeskText {
        Layout.maximumWidth: Desk.px(260)
        dim: true
        size: Desk.small
        text: BenchRecorder.recording ? BenchRecorder.seconds + " s, " + BenchRecorder.acts + " acts" : BenchRecorder.path || BenchRecorder.trace
        elide: Text.ElideLeft
    }

    DeskButton {
        hint: "What is done on the bench and on the HMI becomes a scenario, and with CAN and MQTT a trace to replay"
        name: BenchRecorder.recording ? "Stop recording" : "Record"
        primary: BenchRecorder.recording
        text: BenchRecorder.recording ? "Stop" : "Record"

        onActivated: BenchRecorder.toggle()
    }

    DeskButton {
        iconName: "theme-light-dark"
        name: Theme.night ? "Light window" : "Dark window"
        quiet: true

        onActivated: Bench.setNight(!Theme.night)
    }

    DeskButton {
        hint: "Healthy parked car, healthy network, no fault, real time"
        name: "Reset"
        text: "Reset  F5"

        onActivated: Bench.reset()
    }
}
