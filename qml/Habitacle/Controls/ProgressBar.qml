import QtQuick
import Habitacle.Model
import Habitacle.Theme

Rectangle {
    id: root

    property real value: 0
    property color fill: Theme.ok
    property bool known: true
    property string name: ""
    readonly property real part: root.known ? Math.max(0, Math.min(1, root.value)) : 0

    Accessible.description: root.known ? Fmt.percent(root.part * 100, Fmt.revision) : ""
    Accessible.ignored: root.name === ""
    Accessible.name: root.name
    Accessible.role: Accessible.ProgressBar
    // What is not known is a hollow track: an empty one means zero.
    border.color: Theme.line
    border.width: root.known ? 0 : Theme.lineWidth
    color: root.known ? Theme.line : Theme.transparent
    implicitHeight: Theme.dp(24)
    implicitWidth: Theme.dp(240)
    radius: height / 2

    Rectangle {
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.top: parent.top
        color: root.fill
        radius: height / 2
        visible: root.part > 0
        width: Math.max(height, root.width * root.part)
    }
}
