pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Everything that left the car, newest first.
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
            //: Title of the list of messages that left the car.
            text: qsTr("Left the car")
        }

        EmptyState {
            Layout.fillHeight: true
            Layout.fillWidth: true
            iconName: Theme.compact ? "" : "shield-lock"
            //: In place of the list of messages that left the car.
            text: qsTr("Nothing has left the car.")
            visible: list.count === 0
        }

        ListView {
            id: list

            Accessible.name: heading.text
            Accessible.role: Accessible.List
            Layout.fillHeight: true
            Layout.fillWidth: true
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            model: Consent.ledger
            reuseItems: true
            spacing: Theme.space16
            visible: list.count > 0

            delegate: LedgerEntry {
                width: list.width
            }
        }
    }
}
