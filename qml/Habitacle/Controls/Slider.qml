import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// A value on a line; `moved(value)` on every change by hand.
T.Slider {
    id: root

    property string name: ""
    property bool held: root.pressed
    property bool ringShown: root.visualFocus
    readonly property color ink: root.enabled ? Theme.accent : Theme.textSecondary

    Accessible.name: root.name
    Accessible.role: Accessible.Slider
    focusPolicy: Qt.StrongFocus
    horizontalPadding: Theme.space12
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
            color: root.ink
            height: parent.height
            radius: height / 2
            width: root.position * parent.width
            x: root.mirrored ? parent.width - width : 0
        }
    }
    handle: Rectangle {
        border.color: root.ink
        border.width: Theme.ring
        color: root.held ? root.ink : Theme.raised
        height: Theme.iconSecondary
        radius: height / 2
        width: height
        x: root.leftPadding + root.visualPosition * (root.availableWidth - width)
        y: (root.height - height) / 2
    }

    FocusRing {
        radius: Theme.radiusInner
        shown: root.ringShown
    }
}
