pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What waits to be sent, by kind, and why where the link is not the reason.
Card {
    id: root

    Accessible.name: heading.text
    Accessible.role: Accessible.Grouping

    ColumnLayout {
        spacing: Theme.space16

        Label {
            id: heading

            Accessible.role: Accessible.Heading
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            //: Title of the list of what waits to be sent to the online service.
            text: qsTr("Waiting to be sent")
        }

        Label {
            //: In place of the list of what waits to be sent: there is nothing.
            readonly property string nothing: qsTr("Nothing waits.")
            //: In place of the list of what waits to be sent: it is not known yet.
            readonly property string unknown: qsTr("Not counted yet.")

            Layout.fillWidth: true
            color: Theme.textSecondary
            text: Connectivity.counted ? nothing : unknown
            visible: Connectivity.waitingRows === 0
        }

        Repeater {
            model: Connectivity.waiting

            WaitingRow {
                Layout.fillWidth: true
            }
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
