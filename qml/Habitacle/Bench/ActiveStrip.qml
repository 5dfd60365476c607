pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// What was refused last, and everything that is not as it should be, ended one by one.
Panel {
    id: root

    implicitHeight: Desk.px(26) + 2 * Desk.gap

    RowLayout {
        Layout.fillWidth: true
        spacing: Desk.tight

        DeskIcon {
            color: Theme.warning
            name: "alert"
            visible: Bench.problem !== ""
        }

        DeskText {
            Layout.fillWidth: Bench.activeCount === 0
            Layout.maximumWidth: Bench.activeCount === 0 ? -1 : root.width / 2
            text: Bench.problem
            visible: Bench.problem !== ""
        }

        DeskButton {
            iconName: "close"
            name: "Dismiss the message"
            quiet: true
            visible: Bench.problem !== ""

            onActivated: Bench.dismiss()
        }

        DeskText {
            dim: true
            text: Bench.activeCount === 0 ? "Everything is as it should be." : "Active"
            visible: Bench.activeCount > 0 || Bench.problem === ""
        }

        ListView {
            Layout.fillHeight: true
            Layout.fillWidth: true
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            implicitHeight: Desk.px(26)
            model: Bench.active
            orientation: ListView.Horizontal
            spacing: Desk.tight

            delegate: Tag {
                id: tag

                required property string key
                required property string label
                required property int seconds

                name: "End: " + tag.label
                text: tag.label + (tag.seconds < 0 ? "" : "  " + tag.seconds + " s")

                onEnded: Bench.clear(tag.key)
            }
        }
    }
}
