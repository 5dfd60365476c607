pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// Says that something is under way, once it has taken two seconds. The words carry it: where
// nothing may move the dots stand still.
RowLayout {
    id: root

    property bool busy: false
    //: Shown while something takes longer than two seconds.
    property string text: qsTr("Working…")
    // Milliseconds until it shows.
    property int delay: 2000
    property bool due: false
    property int lit: 0

    Accessible.name: root.text
    Accessible.role: Accessible.Indicator
    spacing: Theme.space16
    visible: root.busy && root.due

    onBusyChanged: root.due = false

    Timer {
        interval: root.delay
        running: root.busy && !root.due

        onTriggered: root.due = true
    }

    Timer {
        interval: 400
        repeat: true
        running: root.visible && !Motion.still

        onTriggered: root.lit = (root.lit + 1) % 3
    }

    Icon {
        color: Theme.textSecondary
        name: "timer-sand"
    }

    Label {
        Accessible.ignored: true
        Layout.fillWidth: true
        Layout.maximumWidth: implicitWidth
        color: Theme.textSecondary
        text: root.text
    }

    Row {
        spacing: Theme.space8

        Repeater {
            model: 3

            Rectangle {
                required property int index

                color: Motion.still || index === root.lit ? Theme.textSecondary : Theme.line
                height: Theme.space12
                radius: height / 2
                width: height
            }
        }
    }

    Item {
        Layout.fillWidth: true
    }
}
