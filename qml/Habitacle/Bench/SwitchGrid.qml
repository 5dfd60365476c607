pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// The things of one group, each on or off.
GridLayout {
    id: root

    property string group: ""
    property string label: ""
    property bool titled: true
    property QtObject model

    columnSpacing: Desk.tight
    columns: Math.max(1, Math.floor(root.width / Desk.px(132)))
    rowSpacing: 0
    uniformCellWidths: true

    DeskText {
        Layout.columnSpan: root.columns
        dim: true
        size: Desk.small
        text: root.label
        visible: root.titled
    }

    Repeater {
        model: root.model

        DeskToggle {
            id: toggle

            required property string label
            required property string member
            required property bool held

            Layout.fillWidth: true
            name: root.label + ": " + toggle.label
            on: toggle.held
            text: toggle.label

            onSwitched: on => BenchCar.switch(root.group, toggle.member, on)
        }
    }
}
