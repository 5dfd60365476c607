import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// A named slider with its value; follows `actual` unless it is being dragged.
RowLayout {
    id: root

    property real actual: 0
    property real from: 0
    property string name: ""
    property real to: 100
    property string unit: "%"

    signal moved(value: real)

    spacing: Theme.space16

    Label {
        Layout.preferredWidth: Theme.dp(200)
        color: Theme.textSecondary
        text: root.name
        wrap: false
    }

    Slider {
        id: slider

        Layout.fillWidth: true
        from: root.from
        name: root.name
        to: root.to

        onMoved: root.moved(slider.value)

        Binding on value {
            value: root.actual
            when: !slider.pressed
        }
    }

    Label {
        Layout.preferredWidth: Theme.dp(150)
        horizontalAlignment: Text.AlignRight
        text: Math.round(slider.pressed ? slider.value : root.actual) + " " + root.unit
        wrap: false
    }
}
