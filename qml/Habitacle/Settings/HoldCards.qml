pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What holds things up in general, and what was set aside for good.
ColumnLayout {
    id: root

    spacing: Theme.space16
    visible: rows.count > 0

    Repeater {
        id: rows

        model: Connectivity.notes

        Card {
            id: note

            required property string code
            required property string title
            required property string advice
            required property int amount
            //: How many messages the title beside it is about.
            readonly property string counted: qsTr("%n messages", "", note.amount)

            Accessible.description: note.advice
            Accessible.name: note.title
            Accessible.role: Accessible.Note
            Layout.fillWidth: true
            padding: Theme.space16

            RowLayout {
                spacing: Theme.space16

                Icon {
                    color: note.code === "storage_full" ? Theme.warning : Theme.textSecondary
                    name: note.code === "storage_full" ? "alert" : note.amount > 0 ? "minus-circle-outline" : "timer-sand"
                }

                ColumnLayout {
                    spacing: Theme.dp(4)

                    Label {
                        Layout.fillWidth: true
                        strong: true
                        text: note.title
                    }

                    Label {
                        Layout.fillWidth: true
                        color: Theme.textSecondary
                        size: Theme.caption
                        text: note.advice
                    }
                }

                Label {
                    color: Theme.textSecondary
                    size: Theme.caption
                    text: note.counted
                    visible: note.amount > 0
                    wrap: false
                }
            }
        }
    }
}
