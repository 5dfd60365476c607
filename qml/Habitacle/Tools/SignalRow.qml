import QtQuick
import Habitacle.Controls
import Habitacle.Theme

// One signal: path and source, value, unit, validity, age and rate.
Item {
    id: root

    required property string name
    required property string source
    required property string unit
    required property string value
    required property string mark
    required property string validity
    required property string age
    required property string rate
    required property SignalColumns columns
    readonly property real second: root.columns.pad + root.columns.line
    readonly property real cellY: root.columns.narrow ? root.second + root.columns.line : root.columns.pad

    component Cell: Label {
        Accessible.ignored: true
        elide: Text.ElideRight
        size: Theme.caption
        wrap: false
    }

    Accessible.description: root.validity
    Accessible.name: root.name
    Accessible.role: Accessible.ListItem
    height: root.columns.rowHeight

    Cell {
        elide: Text.ElideLeft
        strong: true
        text: root.name
        width: root.columns.name
        y: root.columns.pad
    }

    Cell {
        color: Theme.textSecondary
        text: root.source
        width: root.columns.name
        y: root.second
    }

    Cell {
        color: root.mark === "ok" ? Theme.text : Theme.textSecondary
        horizontalAlignment: root.columns.narrow ? Text.AlignLeft : Text.AlignRight
        strong: true
        text: root.value
        width: root.columns.value
        x: root.columns.valueX
        y: root.cellY
    }

    Cell {
        color: Theme.textSecondary
        text: root.unit
        width: root.columns.unit
        x: root.columns.unitX
        y: root.cellY
    }

    Cell {
        color: Theme.stateColor(root.mark)
        text: root.validity
        width: root.columns.validity
        x: root.columns.validityX
        y: root.cellY
    }

    Cell {
        color: Theme.textSecondary
        horizontalAlignment: Text.AlignRight
        text: root.age
        width: root.columns.age
        x: root.columns.ageX
        y: root.cellY
    }

    Cell {
        color: Theme.textSecondary
        horizontalAlignment: Text.AlignRight
        text: root.rate
        width: root.columns.rate
        x: root.columns.rateX
        y: root.cellY
    }

    Plate {
        anchors.bottom: parent.bottom
        color: Theme.line
        height: Theme.lineWidth
        radius: 0
        width: root.columns.width
    }
}
