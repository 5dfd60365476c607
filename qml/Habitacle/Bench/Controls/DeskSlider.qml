import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Habitacle.Theme

// A named value on a line, with its number; follows `actual` unless a hand is on it.
RowLayout {
    id: root

    property real actual: 0
    property int decimals: 0
    property real from: 0
    property string name: ""
    property real step: 1
    property string text: root.name
    property real to: 100
    property string unit: "%"
    property int labelWidth: Desk.label

    signal moved(value: real)

    spacing: Desk.tight

    DeskText {
        Layout.preferredWidth: root.labelWidth
        dim: true
        text: root.text
    }

    T.Slider {
        id: slider

        Accessible.name: root.name
        Accessible.role: Accessible.Slider
        Layout.fillWidth: true
        enabled: root.enabled
        focusPolicy: Qt.StrongFocus
        from: root.from
        implicitHeight: Desk.row
        implicitWidth: Desk.px(80)
        objectName: root.name
        stepSize: root.step
        to: root.to

        background: Rectangle {
            color: Theme.outline
            height: Desk.px(4)
            radius: height / 2
            width: slider.availableWidth
            x: slider.leftPadding
            y: (slider.height - height) / 2

            Rectangle {
                color: slider.enabled ? Theme.accent : Theme.textSecondary
                height: parent.height
                radius: height / 2
                width: slider.position * parent.width
            }
        }
        handle: Rectangle {
            border.color: slider.enabled ? Theme.accent : Theme.textSecondary
            border.width: Desk.ring
            color: slider.pressed ? Theme.accent : Theme.raised
            height: Desk.px(14)
            radius: height / 2
            width: height
            x: slider.leftPadding + slider.visualPosition * (slider.availableWidth - width)
            y: (slider.height - height) / 2
        }

        onMoved: root.moved(slider.value)

        Binding on value {
            value: Math.max(root.from, Math.min(root.to, root.actual))
            when: !slider.pressed
        }

        Ring {
            shown: slider.visualFocus
        }
    }

    DeskText {
        Layout.preferredWidth: Desk.px(68)
        horizontalAlignment: Text.AlignRight
        text: (slider.pressed ? slider.value : root.actual).toFixed(root.decimals) + (root.unit === "" ? "" : " " + root.unit)
    }
}
