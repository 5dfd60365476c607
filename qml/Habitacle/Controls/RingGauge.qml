import QtQuick
import QtQuick.Shapes
import Habitacle.Model
import Habitacle.Theme

Item {
    id: root

    default property alias centre: middle.data
    property real value: 0
    property color fill: Theme.ok
    property bool known: true
    property string name: ""
    property real thickness: Theme.dp(20)
    property real shown: root.known ? Math.max(0, Math.min(1, root.value)) : 0
    readonly property real openFrom: 135
    readonly property real openSweep: 270

    Accessible.description: root.known ? Fmt.percent(root.shown * 100, Fmt.revision) : ""
    Accessible.ignored: root.name === ""
    Accessible.name: root.name
    Accessible.role: Accessible.ProgressBar
    implicitHeight: Theme.dp(220)
    implicitWidth: Theme.dp(220)

    Behavior on shown {
        // The first value appears as it is: nothing counts up from zero.
        enabled: root.known && root.shown > 0 && Motion.gauge > 0

        SmoothedAnimation {
            duration: Motion.gauge
            velocity: -1
        }
    }

    Shape {
        id: shape

        readonly property real radius: (Math.min(width, height) - root.thickness) / 2

        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            capStyle: ShapePath.RoundCap
            fillColor: Theme.transparent
            strokeColor: Theme.line
            // What is not known is a thin line: an empty track means zero.
            strokeWidth: root.known ? root.thickness : Theme.lineWidth

            PathAngleArc {
                centerX: shape.width / 2
                centerY: shape.height / 2
                radiusX: shape.radius
                radiusY: shape.radius
                startAngle: root.openFrom
                sweepAngle: root.openSweep
            }
        }

        ShapePath {
            capStyle: ShapePath.RoundCap
            fillColor: Theme.transparent
            strokeColor: root.shown > 0 ? root.fill : Theme.transparent
            strokeWidth: root.thickness

            PathAngleArc {
                centerX: shape.width / 2
                centerY: shape.height / 2
                radiusX: shape.radius
                radiusY: shape.radius
                startAngle: root.openFrom
                sweepAngle: root.openSweep * root.shown
            }
        }
    }

    Item {
        id: middle

        anchors.fill: parent
        anchors.margins: root.thickness * 2
    }
}
