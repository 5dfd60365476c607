import QtQuick
import Habitacle.Controls
import Habitacle.Theme

// Titles over the columns.
Item {
    id: root

    required property SignalColumns columns

    component Heading: Label {
        color: Theme.textSecondary
        size: Theme.caption
        wrap: false
    }

    implicitHeight: root.columns.line

    Heading {
        text: "Signal, source"
    }

    Heading {
        horizontalAlignment: Text.AlignRight
        text: "Value"
        width: root.columns.value
        x: root.columns.valueX
    }

    Heading {
        text: "Unit"
        x: root.columns.unitX
    }

    Heading {
        text: "Validity"
        x: root.columns.validityX
    }

    Heading {
        horizontalAlignment: Text.AlignRight
        text: "Age"
        width: root.columns.age
        x: root.columns.ageX
    }

    Heading {
        horizontalAlignment: Text.AlignRight
        text: "Hz"
        width: root.columns.rate
        x: root.columns.rateX
    }
}
