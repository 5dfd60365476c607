import QtQuick
import QtQuick.Shapes
import Habitacle.Theme

// The course of a value as a bare line. NaN is not known: a gap, never a line across it.
Item {
    id: root

    required property list<real> values
    property color ink: Theme.accent
    property real maximum: Number.NaN
    property real minimum: Number.NaN
    property string name: ""
    property string summary: ""
    readonly property list<real> known: root.values.filter(value => !isNaN(value))
    readonly property real low: isNaN(root.minimum) ? Math.min(...root.known) : root.minimum
    readonly property real high: isNaN(root.maximum) ? Math.max(...root.known) : root.maximum
    readonly property bool drawn: root.known.length > 0

    function place(index: int): point {
        const part = root.values.length > 1 ? index / (root.values.length - 1) : 0.5;
        const inner = Math.max(0, root.width - 2 * Theme.bar);
        const x = Theme.bar + inner * (root.LayoutMirroring.enabled ? 1 - part : part);
        const span = root.high - root.low;
        const above = span > 0 ? (root.values[index] - root.low) / span : 0.5;
        const clamped = Math.max(0, Math.min(1, above));
        return Qt.point(x, Theme.bar + (1 - clamped) * Math.max(0, root.height - 2 * Theme.bar));
    }

    // One polyline a stretch of known values; `lonely` ones without a neighbour, to be dots.
    function stretches(lonely: bool): list<var> {
        const found = [];
        let open = [];
        for (let i = 0; i <= root.values.length; i++) {
            if (i < root.values.length && !isNaN(root.values[i])) {
                open.push(root.place(i));
            } else if (open.length > 0) {
                if ((open.length === 1) === lonely)
                    found.push(lonely ? [open[0], Qt.point(open[0].x + 0.1, open[0].y)] : open);
                open = [];
            }
        }
        return found;
    }

    Accessible.description: root.summary
    Accessible.ignored: root.name === ""
    Accessible.name: root.name
    Accessible.role: Accessible.Chart
    implicitHeight: Theme.touch
    implicitWidth: Theme.dp(240)

    Label {
        Accessible.ignored: true
        anchors.centerIn: parent
        color: Theme.textSecondary
        text: "–"
        visible: !root.drawn
    }

    Shape {
        anchors.fill: parent
        preferredRendererType: Shape.CurveRenderer
        visible: root.drawn

        ShapePath {
            capStyle: ShapePath.RoundCap
            fillColor: Theme.transparent
            joinStyle: ShapePath.RoundJoin
            strokeColor: root.ink
            strokeWidth: Theme.ring

            PathMultiline {
                paths: root.stretches(false)
            }
        }

        ShapePath {
            capStyle: ShapePath.RoundCap
            fillColor: Theme.transparent
            strokeColor: root.ink
            strokeWidth: 2 * Theme.ring

            PathMultiline {
                paths: root.stretches(true)
            }
        }
    }
}
