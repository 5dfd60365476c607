pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Every message that the simulated backend stored, newest first.
Card {
    ColumnLayout {
        spacing: Theme.space12

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Received by the cloud"
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            text: "Nothing yet."
            visible: list.count === 0
        }

        ListView {
            id: list

            Layout.fillHeight: true
            Layout.fillWidth: true
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            model: Bench.messages
            spacing: Theme.space16

            delegate: ColumnLayout {
                id: message

                required property string type
                required property string topic
                required property int bytes
                required property int duplicates
                required property string body

                spacing: Theme.dp(4)
                width: list.width

                Label {
                    Layout.fillWidth: true
                    strong: true
                    text: message.type + " · " + message.bytes + " B" + (message.duplicates > 0 ? " · " + message.duplicates + " again" : "")
                }

                Label {
                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    size: Theme.caption
                    text: message.topic
                }

                Label {
                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    maximumLineCount: 4
                    size: Theme.caption
                    text: message.body
                    wrapMode: Text.WrapAnywhere
                }
            }
        }
    }
}
