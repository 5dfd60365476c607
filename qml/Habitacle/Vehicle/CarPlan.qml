import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The car from above with its tyres. Left stays left in every language.
Card {
    id: root

    readonly property bool tyres: Vehicle.tyreFrontLeft.supported || Vehicle.tyreRearLeft.supported
    readonly property bool known: [Maintenance.frontLeft, Maintenance.frontRight, Maintenance.rearLeft, Maintenance.rearRight].every(s => s !== "unknown")
    readonly property string overall: Maintenance.worstSeverity === "critical" ? "critical" : Maintenance.worstSeverity !== "" ? "warning" : root.known ? "ok" : "unknown"
    readonly property string overallWord: {
        switch (root.overall) {
        case "critical":
            //: Overall state of the car in its plan: stop and check.
            //~ max 14
            return qsTr("Act now");
        case "warning":
            //: Overall state of the car in its plan: something to do soon.
            //~ max 14
            return qsTr("Act soon");
        case "ok":
            //: Overall state of the car in its plan: all tyres checked, nothing to do.
            //~ max 14
            return qsTr("Tyres good");
        default:
            //: Overall state of the car in its plan: tyre pressures are not known.
            //~ max 14
            return qsTr("Not known");
        }
    }

    Accessible.description: root.overallWord
    //: Name of the drawing of the car from above with its tyre pressures.
    Accessible.name: qsTr("Car plan")
    Accessible.role: Accessible.Graphic

    Item {
        id: plan

        // Labels stand beside the car where both fit, else above and below it.
        readonly property real label: Theme.dp(Theme.compact ? 132 : 164)
        readonly property bool beside: plan.width >= 2 * plan.label + Theme.dp(130)
        // Whole pixels: right-aligned glyphs on a fraction are drawn by the history of their size.
        readonly property real side: Math.floor(plan.beside ? (plan.width - plan.carWidth) / 2 - Theme.space8 : plan.width * 0.56)
        readonly property real nameWidth: plan.beside ? plan.side : Math.floor(plan.width / 2 - Theme.dp(4))
        readonly property real row: plan.beside || !root.tyres ? 0 : Theme.space8 + Math.max(frontLeft.height, frontRight.height, rearLeft.height, rearRight.height)
        readonly property real rearTop: plan.beside ? car.y + car.unit * 137 : plan.height - Math.max(rearLeft.height, rearRight.height)
        readonly property real carWidth: Math.min(Theme.dp(Theme.roomy ? 720 : 400), plan.beside && root.tyres ? plan.width - 2 * plan.label : plan.width, (plan.height - 2 * plan.row) / 2.1)

        LayoutMirroring.childrenInherit: true
        LayoutMirroring.enabled: false
        Layout.fillHeight: true
        Layout.alignment: Qt.AlignHCenter
        Layout.fillWidth: true
        Layout.maximumWidth: Theme.dp(Theme.roomy ? 1300 : 820)
        implicitHeight: Theme.dp(300)

        CarDrawing {
            id: car

            anchors.centerIn: parent
            frontLeft: Maintenance.frontLeft
            frontRight: Maintenance.frontRight
            height: width * 2.1
            rearLeft: Maintenance.rearLeft
            rearRight: Maintenance.rearRight
            width: plan.carWidth
        }

        StatusIcon {
            anchors.centerIn: car
            anchors.verticalCenterOffset: car.unit * 26
            size: Math.min(Theme.dp(64), car.unit * 34)
            status: root.overall
            // A tick on the whole car would gainsay a stored fault, however good the tyres are.
            visible: root.tyres && !(root.overall === "ok" && Diagnostics.state === "faults")
        }

        AdviceWords {
            id: leak

            kind: "tyre.rapid_leak"
        }

        AdviceWords {
            id: low

            kind: "tyre.low"
        }

        TyreLabel {
            id: frontLeft

            //: Place of a tyre, beside its pressure.
            //~ dp 150
            name: qsTr("Front left")
            nameWidth: plan.nameWidth
            reading: Vehicle.tyreFrontLeft
            severity: Maintenance.frontLeft
            visible: root.tyres
            width: plan.side
            word: frontLeft.severity === "critical" ? leak.word : low.word
            x: 0
            y: plan.beside ? car.y + car.unit * 24 : 0
        }

        TyreLabel {
            id: frontRight

            atEnd: true
            //: Place of a tyre, beside its pressure.
            //~ dp 150
            name: qsTr("Front right")
            nameWidth: plan.nameWidth
            reading: Vehicle.tyreFrontRight
            severity: Maintenance.frontRight
            visible: root.tyres
            width: plan.side
            word: frontRight.severity === "critical" ? leak.word : low.word
            x: plan.width - frontRight.width
            y: frontLeft.y
        }

        TyreLabel {
            id: rearLeft

            //: Place of a tyre, beside its pressure.
            //~ dp 150
            name: qsTr("Rear left")
            nameWidth: plan.nameWidth
            reading: Vehicle.tyreRearLeft
            severity: Maintenance.rearLeft
            visible: root.tyres
            width: plan.side
            word: rearLeft.severity === "critical" ? leak.word : low.word
            x: 0
            y: plan.rearTop
        }

        TyreLabel {
            id: rearRight

            atEnd: true
            //: Place of a tyre, beside its pressure.
            //~ dp 150
            name: qsTr("Rear right")
            nameWidth: plan.nameWidth
            reading: Vehicle.tyreRearRight
            severity: Maintenance.rearRight
            visible: root.tyres
            width: plan.side
            word: rearRight.severity === "critical" ? leak.word : low.word
            x: plan.width - rearRight.width
            y: plan.rearTop
        }
    }
}
