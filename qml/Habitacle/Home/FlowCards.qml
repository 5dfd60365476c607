pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What driving off interrupted, or what the driver asked to be reminded of: the oldest first, one
// at a time, in its own place.
ColumnLayout {
    id: root

    Repeater {
        model: Flows.cards

        RowLayout {
            id: row

            required property int index
            required property string key
            required property string kind
            required property string route
            readonly property RouteWords words: RouteWords {
                route: row.route
            }

            Layout.fillWidth: true
            spacing: Theme.space8
            visible: row.index === 0

            RowButton {
                //: Second line of a card: a task that driving off interrupted can go on.
                readonly property string goOn: qsTr("Continue where you were")
                //: Second line of a card: the driver asked to be reminded of this when parked.
                readonly property string reminder: qsTr("You asked to be reminded")
                readonly property string line: row.kind === "continue" ? goOn : reminder
                //: Second line of a card, with how many such cards follow. %1 is the line itself, %n a number.
                readonly property string counted: Fmt.fill(qsTr("%1 · %n more", "", Flows.count - 1), [line])

                Layout.fillWidth: true
                iconColor: Theme.accent
                iconName: row.kind === "continue" ? "timer-sand" : "information"
                //: Accessible name of a card. %1 is a screen such as "Car check", %2 what to do with it.
                name: Fmt.fill(qsTr("%1: %2"), [row.words.title, line])
                subtitle: Flows.count > 1 ? counted : line
                title: row.words.title

                onActivated: Shell.navigate(row.route)
            }

            IconButton {
                iconName: "close"
                //: Takes a card away; read by a screen reader. %1 is a screen such as "Car check".
                name: Fmt.fill(qsTr("Dismiss: %1"), [row.words.title])

                onActivated: Flows.dismiss(row.kind, row.key)
            }
        }
    }
}
