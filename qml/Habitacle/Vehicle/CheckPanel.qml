import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The result of the check as a whole, how a check goes, and the button that starts one.
Card {
    id: root

    property bool alone: false
    readonly property CheckWords words: CheckWords {}

    ColumnLayout {
        spacing: Theme.space16

        Item {
            Layout.fillHeight: true
            visible: root.alone
        }

        Icon {
            Layout.alignment: root.alone ? Qt.AlignHCenter : Qt.AlignLeft
            color: Theme.stateColor(root.words.status)
            name: root.words.icon
            size: root.alone ? Theme.dp(Theme.compact ? 64 : 96) : Theme.dp(64)
        }

        Label {
            Layout.fillWidth: true
            horizontalAlignment: root.alone ? Text.AlignHCenter : Text.AlignLeft
            size: Theme.title
            strong: true
            text: root.words.headline
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            horizontalAlignment: root.alone ? Text.AlignHCenter : Text.AlignLeft
            size: root.alone ? Theme.body : Theme.caption
            text: root.words.line
            visible: text !== ""
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            horizontalAlignment: root.alone ? Text.AlignHCenter : Text.AlignLeft
            size: root.alone ? Theme.body : Theme.caption
            text: root.words.gap
            visible: text !== ""
        }

        ProgressBar {
            Layout.alignment: Qt.AlignHCenter
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.dp(680)
            fill: Theme.accent
            name: root.words.progress
            value: Diagnostics.progress
            visible: root.words.busy
        }

        Button {
            Layout.alignment: root.alone ? Qt.AlignHCenter : Qt.AlignLeft
            Layout.fillWidth: !root.alone
            Layout.topMargin: Theme.space8
            enabled: Diagnostics.mayScan
            iconName: "car-wrench"
            primary: true
            needs: "maintenance"
            text: root.words.ask
            visible: Diagnostics.canAsk && !root.words.busy

            onActivated: Diagnostics.scan()
        }

        Item {
            Layout.fillHeight: true
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            horizontalAlignment: root.alone ? Text.AlignHCenter : Text.AlignLeft
            size: Theme.caption
            text: root.words.note
        }
    }
}
