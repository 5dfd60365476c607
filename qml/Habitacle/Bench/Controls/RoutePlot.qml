import QtQuick
import QtQuick.Shapes
import Habitacle.Theme

// A line on plain ground with an arrow on it, a scale bar and north. All in metres, north up.
Item {
    id: root

    property real centreX: 0
    property real centreY: 0
    property real heading: 0
    property list<real> line
    property real placeX: 0
    property real placeY: 0
    property real spanX: 1
    property real spanY: 1
    property list<real> stops
    // Below is room for the scale.
    readonly property real room: Math.max(1, root.height - Desk.px(30))
    readonly property real ratio: Math.min(root.width / root.spanX, root.room / root.spanY)
    readonly property real bar: {
        const longest = 90 / root.ratio;
        const power = Math.pow(10, Math.floor(Math.log10(longest)));
        return power * (longest / power >= 5 ? 5 : longest / power >= 2 ? 2 : 1);
    }

    function points(flat: list<real>): list<point> {
        const found = [];
        for (let i = 0; i + 1 < flat.length; i += 2)
            found.push(Qt.point(flat[i] * root.ratio, -flat[i + 1] * root.ratio));
        return found;
    }

    clip: true

    Item {
        x: root.width / 2 - root.centreX * root.ratio
        y: root.room / 2 + root.centreY * root.ratio

        Shape {
            ShapePath {
                fillColor: Theme.transparent
                joinStyle: ShapePath.RoundJoin
                strokeColor: Theme.outline
                strokeWidth: Desk.px(4)

                PathPolyline {
                    path: root.points(root.line)
                }
            }
        }

        Repeater {
            model: root.points(root.stops)

            Rectangle {
                required property point modelData

                border.color: Theme.warning
                border.width: Desk.ring
                color: Theme.background
                height: Desk.px(10)
                radius: height / 2
                width: height
                x: modelData.x - width / 2
                y: modelData.y - height / 2
            }
        }

        Shape {
            rotation: root.heading
            transformOrigin: Item.TopLeft
            x: root.placeX * root.ratio
            y: -root.placeY * root.ratio

            ShapePath {
                fillColor: Theme.accent
                startX: 0
                startY: -Desk.px(10)
                strokeColor: Theme.background
                strokeWidth: Desk.line

                PathLine {
                    x: Desk.px(7)
                    y: Desk.px(8)
                }

                PathLine {
                    x: 0
                    y: Desk.px(4)
                }

                PathLine {
                    x: -Desk.px(7)
                    y: Desk.px(8)
                }

                PathLine {
                    x: 0
                    y: -Desk.px(10)
                }
            }
        }
    }

    DeskText {
        anchors.right: parent.right
        anchors.rightMargin: Desk.px(10)
        anchors.top: parent.top
        anchors.topMargin: Desk.px(8)
        dim: true
        size: Desk.small
        strong: true
        text: "N"

        Rectangle {
            anchors.bottom: parent.top
            anchors.horizontalCenter: parent.horizontalCenter
            color: Theme.textSecondary
            height: Desk.px(5)
            width: Desk.ring
        }
    }

    Rectangle {
        id: rule

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Desk.px(10)
        anchors.left: parent.left
        anchors.leftMargin: Desk.px(10)
        color: Theme.textSecondary
        height: Desk.ring
        width: root.bar * root.ratio
    }

    DeskText {
        anchors.bottom: rule.top
        anchors.bottomMargin: Desk.ring
        anchors.left: rule.left
        dim: true
        size: Desk.small
        text: root.bar >= 1000 ? root.bar / 1000 + " km" : root.bar + " m"
    }
}
