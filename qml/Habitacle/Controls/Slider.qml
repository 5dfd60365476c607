import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// A value on a line; `moved(value)` on every change by hand.
T.Slider {
    id: root

    property string name: ""

    Accessible.name: root.name
    Accessible.role: Accessible.Slider
    focusPolicy: Qt.StrongFocus
    implicitHeight: Theme.touch
    implicitWidth: Theme.dp(320)
    objectName: root.name

    background: Rectangle {
        color: Theme.outline
        height: Theme.bar
        radius: height / 2
        width: root.availableWidth
        x: root.leftPadding
        y: (root.height - height) / 2

        Rectangle {
            color: Theme.accent
            height: parent.height
            radius: height / 2
            width: root.visualPosition * parent.width
        }
    }
    handle: Rectangle {
        border.color: Theme.accent
        border.width: Theme.lineWidth
        color: root.pressed ? Theme.accent : Theme.raised
        height: Theme.iconSecondary
        radius: height / 2
        width: height
        x: root.leftPadding + root.visualPosition * (root.availableWidth - width)
        y: (root.height - height) / 2
    }

    FocusRing {
        radius: Theme.radiusInner
        shown: root.visualFocus
    }
}
