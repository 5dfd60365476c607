pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Rectangle {
    id: root

    required property list<string> options
    property int current: -1
    property bool locked: false
    property string subject: ""
    readonly property real inset: Theme.dp(4)

    signal chosen(index: int)

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: segments.implicitHeight + 2 * root.inset
    implicitWidth: root.options.length * (Theme.dp(300) + Theme.space8) + 2 * root.inset
    radius: height / 2

    RowLayout {
        id: segments

        anchors.left: parent.left
        anchors.margins: root.inset
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space8

        Repeater {
            model: root.options

            Segment {
                required property int index
                required property string modelData

                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                chosen: index === root.current
                lockName: root.subject
                locked: root.locked
                text: modelData

                onActivated: root.chosen(index)
            }
        }
    }
}
