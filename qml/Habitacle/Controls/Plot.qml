pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

// Values over time or steps as a line or as bars, with its scale. NaN is not known: a gap.
Item {
    id: root

    required property list<real> values
    property bool bars: false
    property int decimals: 0
    property color ink: Theme.accent
    // Below the plot: one a value, or the first and the last.
    property list<string> labels: []
    property real maximum: Number.NaN
    property real minimum: root.bars ? 0 : Number.NaN
    property string name: ""
    property string summary: ""
    // A symbol of translations/units.toml, "percent", or "".
    property string unit: ""
    readonly property PlotScale scaleOf: PlotScale {
        decimals: root.decimals
        maximum: root.maximum
        minimum: root.minimum
        values: root.values
    }

    function worded(value: real): string {
        if (root.unit === "percent")
            return Fmt.percent(value, Fmt.revision);
        return Fmt.number(value, root.decimals, Fmt.revision);
    }

    Accessible.description: root.summary
    Accessible.name: root.name
    Accessible.role: Accessible.Chart
    implicitHeight: Theme.dp(280)
    implicitWidth: Theme.dp(480)

    GridLayout {
        anchors.fill: parent
        columnSpacing: Theme.space12
        columns: 2
        rowSpacing: Theme.space8

        Label {
            Accessible.ignored: true
            Layout.columnSpan: 2
            color: Theme.textSecondary
            size: Theme.caption
            text: Fmt.unitText(root.unit, Fmt.revision)
            visible: root.unit !== "" && root.unit !== "percent"
        }

        Item {
            id: axis

            readonly property real half: probe.implicitHeight / 2

            Layout.fillHeight: true
            implicitWidth: Math.max(top.implicitWidth, middle.implicitWidth, bottom.implicitWidth)

            Label {
                id: probe

                Accessible.ignored: true
                size: Theme.caption
                text: "0"
                visible: false
            }

            PlotTick {
                id: top

                text: root.worded(root.scaleOf.high)
                width: parent.width
            }

            PlotTick {
                id: middle

                anchors.verticalCenter: parent.verticalCenter
                text: root.worded((root.scaleOf.high + root.scaleOf.low) / 2)
                visible: root.scaleOf.halved && parent.height > 4 * implicitHeight
                width: parent.width
            }

            PlotTick {
                id: bottom

                anchors.bottom: parent.bottom
                text: root.worded(root.scaleOf.low)
                width: parent.width
            }
        }

        PlotArea {
            Layout.bottomMargin: axis.half
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.topMargin: axis.half
            bars: root.bars
            high: root.scaleOf.high
            ink: root.ink
            low: root.scaleOf.low
            values: root.values
        }

        Item {
            implicitHeight: 1
            implicitWidth: 1
            visible: root.labels.length > 0
        }

        RowLayout {
            id: feet

            Layout.fillWidth: true
            spacing: 0
            visible: root.labels.length > 0

            Repeater {
                model: root.labels

                Label {
                    required property int index
                    required property string modelData
                    readonly property bool each: root.labels.length === root.values.length

                    Accessible.ignored: true
                    Layout.fillWidth: true
                    Layout.preferredWidth: 1
                    color: Theme.textSecondary
                    horizontalAlignment: each ? Text.AlignHCenter : index === 0 ? Text.AlignLeft : Text.AlignRight
                    size: Theme.caption
                    text: modelData
                }
            }
        }
    }
}
