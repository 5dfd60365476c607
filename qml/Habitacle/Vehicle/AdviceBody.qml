import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// Icon, headline and one line of an alert.
RowLayout {
    id: root

    required property AdviceWords words
    property string note: ""

    spacing: Theme.gap

    Icon {
        Layout.alignment: Qt.AlignVCenter
        Layout.leftMargin: Theme.space8
        color: Theme.stateColor(root.words.status)
        name: root.words.icon
        size: Theme.compact ? Theme.iconPrimary : Theme.dp(64)
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.space8

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: root.words.title
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            text: root.words.line
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            text: root.note
            visible: text !== ""
        }
    }
}
