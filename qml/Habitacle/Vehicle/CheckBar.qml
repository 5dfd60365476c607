import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The check in a low bar above the faults, where there is no room for a panel beside them.
Card {
    id: root

    readonly property CheckWords words: CheckWords {}

    RowLayout {
        spacing: Theme.gap

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.space8

            Label {
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: root.words.headline
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: Theme.caption
                text: root.words.line
                visible: text !== ""
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: Theme.caption
                text: root.words.gap
                visible: text !== ""
            }

            ProgressBar {
                Layout.fillWidth: true
                fill: Theme.accent
                name: root.words.progress
                value: Diagnostics.progress
                visible: root.words.busy
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: Theme.caption
                text: root.words.note
            }
        }

        Button {
            Layout.maximumWidth: root.width * 0.4
            enabled: Diagnostics.mayScan
            needs: "maintenance"
            text: root.words.ask
            visible: Diagnostics.canAsk && !root.words.busy

            onActivated: Diagnostics.scan()
        }
    }
}
