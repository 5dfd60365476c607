import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A named quantity as a bar with its value in words; `statusWord` says what the colour means.
ColumnLayout {
    id: root

    property bool known: true
    property string status: "ok"
    property string statusWord: ""
    property string text: ""
    property string title: ""
    property real value: 0
    readonly property bool narrow: root.width < Theme.dp(640)

    Accessible.description: root.text
    Accessible.name: root.title
    Accessible.role: Accessible.ProgressBar
    spacing: Theme.space8

    RowLayout {
        Layout.fillWidth: true
        spacing: Theme.space16

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            Layout.preferredWidth: 13
            text: root.title
        }

        StatusIcon {
            Layout.fillWidth: false
            status: root.status
            visible: root.statusWord !== "" && !root.narrow
            word: root.statusWord
            wordSize: Theme.caption
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            Layout.preferredWidth: 7
            color: Theme.textSecondary
            horizontalAlignment: Text.AlignRight
            size: Theme.caption
            text: root.text
        }
    }

    ProgressBar {
        Layout.fillWidth: true
        fill: root.status === "none" ? Theme.textSecondary : Theme.stateColor(root.status)
        known: root.known
        value: root.value
    }

    StatusIcon {
        status: root.status
        visible: root.statusWord !== "" && root.narrow
        word: root.statusWord
        wordSize: Theme.caption
    }
}
