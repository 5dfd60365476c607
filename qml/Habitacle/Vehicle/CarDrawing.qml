pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Shapes
import Habitacle.Controls
import Habitacle.Theme

// A car from above, front up, in a box of 100 by 210. Wheels show the state of their tyres.
Item {
    id: root

    property string frontLeft: "unknown"
    property string frontRight: "unknown"
    property string rearLeft: "unknown"
    property string rearRight: "unknown"
    readonly property real unit: root.width / 100
    readonly property size grid: Qt.size(root.unit, root.unit)
    readonly property color edge: Theme.outline
    readonly property color glass: Theme.background

    component Wheel: Item {
        id: wheel

        required property string severity
        readonly property bool marked: wheel.severity === "critical" || wheel.severity === "soon" || wheel.severity === "plan"
        readonly property string status: wheel.severity === "critical" ? "critical" : "warning"

        height: 34 * root.unit
        width: 13 * root.unit

        Plate {
            anchors.fill: parent
            anchors.margins: -4 * root.unit
            color: Theme.stateTint(wheel.status)
            radius: 7 * root.unit
            visible: wheel.marked
        }

        Plate {
            anchors.fill: parent
            border.color: wheel.marked ? Theme.stateColor(wheel.status) : root.edge
            border.width: Theme.lineWidth
            color: wheel.marked ? Theme.stateColor(wheel.status) : Theme.line
            radius: 4 * root.unit
        }
    }

    Accessible.ignored: true
    implicitHeight: root.width * 2.1
    implicitWidth: Theme.dp(180)

    Wheel {
        severity: root.frontLeft
        x: 7 * root.unit
        y: 32 * root.unit
    }

    Wheel {
        severity: root.frontRight
        x: 80 * root.unit
        y: 32 * root.unit
    }

    Wheel {
        severity: root.rearLeft
        x: 7 * root.unit
        y: 145 * root.unit
    }

    Wheel {
        severity: root.rearRight
        x: 80 * root.unit
        y: 145 * root.unit
    }

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer

        // Mirrors.
        ShapePath {
            fillColor: Theme.raised
            scale: root.grid
            strokeColor: root.edge
            strokeWidth: Theme.lineWidth

            PathSvg {
                path: "M 16 74 C 9 70 3 73 4 79 C 5 82 10 82 16 82 Z M 84 74 C 91 70 97 73 96 79 C 95 82 90 82 84 82 Z"
            }
        }

        // Body.
        ShapePath {
            fillColor: Theme.raised
            scale: root.grid
            strokeColor: root.edge
            strokeWidth: Theme.lineWidth

            PathSvg {
                path: "M 50 4 C 66 4 78 7 82 20 C 85 31 86 44 86 60 L 86 160 C 86 180 85 192 81 199 C 77 205 66 206 50 206 C 34 206 23 205 19 199 C 15 192 14 180 14 160 L 14 60 C 14 44 15 31 18 20 C 22 7 34 4 50 4 Z"
            }
        }

        // Creases of the bonnet.
        ShapePath {
            capStyle: ShapePath.RoundCap
            fillColor: Theme.transparent
            scale: root.grid
            strokeColor: Theme.line
            strokeWidth: Theme.lineWidth

            PathSvg {
                path: "M 29 66 C 29 48 33 28 39 14 M 71 66 C 71 48 67 28 61 14"
            }
        }

        // Windscreen, rear window, side windows.
        ShapePath {
            fillColor: root.glass
            scale: root.grid
            strokeColor: Theme.line
            strokeWidth: Theme.lineWidth

            PathSvg {
                path: "M 23 77 C 32 66 68 66 77 77 L 71 99 C 62 94 38 94 29 99 Z M 29 163 C 38 167 62 167 71 163 L 76 183 C 66 190 34 190 24 183 Z M 19 84 L 25 101 L 25 161 L 20 174 C 18 144 18 112 19 84 Z M 81 84 L 75 101 L 75 161 L 80 174 C 82 144 82 112 81 84 Z"
            }
        }

        // Lamps, unlit.
        ShapePath {
            fillColor: root.edge
            scale: root.grid
            strokeColor: Theme.transparent
            strokeWidth: 0

            PathSvg {
                path: "M 20 24 C 22 14 28 9 37 7 L 34 13 C 29 15 25 18 23 24 Z M 80 24 C 78 14 72 9 63 7 L 66 13 C 71 15 75 18 77 24 Z M 19 193 C 22 200 29 203 37 203 L 36 199 C 30 199 25 196 22 191 Z M 81 193 C 78 200 71 203 63 203 L 64 199 C 70 199 75 196 78 191 Z"
            }
        }
    }
}
