pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Rectangle {
    id: root

    required property list<string> options
    property int current: -1
    property bool locked: false
    property string needs: ""
    property string subject: ""
    readonly property real inset: Theme.dp(4)
    // The widest one decides for all: beside each other, or one below the other.
    readonly property real widest: {
        let most = 0;
        for (let i = 0; i < repeater.count; i++)
            most = Math.max(most, repeater.itemAt(i)?.implicitWidth ?? 0);
        return most;
    }
    readonly property real needed: root.options.length * (root.widest + Theme.space8) + 2 * root.inset
    property bool stacked: false

    signal chosen(index: int)

    // Wider than a scroll bar before it is undone: a bar that comes and goes would change it for ever.
    function judge() {
        if (root.width > 0 && root.width < root.needed - 1)
            root.stacked = true;
        else if (root.width > root.needed + Theme.space24)
            root.stacked = false;
    }

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: segments.implicitHeight + 2 * root.inset
    implicitWidth: root.options.length * (Theme.dp(300) + Theme.space8) + 2 * root.inset
    radius: Math.min(height / 2, Theme.touch / 2 + root.inset)

    onNeededChanged: root.judge()
    onWidthChanged: root.judge()

    GridLayout {
        id: segments

        anchors.left: parent.left
        anchors.margins: root.inset
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        columnSpacing: Theme.space8
        columns: root.stacked ? 1 : Math.max(1, root.options.length)
        rowSpacing: Theme.space8

        Repeater {
            id: repeater

            model: root.options

            Segment {
                id: segment

                required property int index
                required property string modelData

                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                chosen: index === root.current
                lockName: root.subject
                locked: root.locked || segment.forbidden
                needs: root.needs
                text: modelData

                onActivated: root.chosen(index)
            }
        }
    }
}
