import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Pressure and place of one tyre, with icon and word when something is wrong.
ColumnLayout {
    id: root

    required property string name
    required property Reading reading
    required property string severity
    property bool atEnd: false
    property real nameWidth: root.width
    property string word: ""
    readonly property bool marked: root.severity === "critical" || root.severity === "soon" || root.severity === "plan"
    readonly property string status: root.severity === "critical" ? "critical" : root.marked ? "warning" : "none"
    readonly property int side: root.atEnd ? Qt.AlignRight : Qt.AlignLeft

    spacing: Theme.dp(4)

    ReadingText {
        Layout.alignment: root.side
        color: root.marked ? Theme.stateColor(root.status) : Theme.text
        decimals: 1
        explain: false
        factor: 0.01
        name: root.name
        reading: root.reading
        size: Theme.title
        unit: "bar"
        visible: root.reading.supported
    }

    Label {
        Layout.alignment: root.side
        Layout.fillWidth: true
        Layout.maximumWidth: root.nameWidth
        color: Theme.textSecondary
        horizontalAlignment: root.atEnd ? Text.AlignRight : Text.AlignLeft
        size: Theme.caption
        text: root.name
    }

    RowLayout {
        Layout.alignment: root.side
        Layout.maximumWidth: root.width
        spacing: Theme.space8
        visible: root.marked

        Icon {
            color: Theme.stateColor(root.status)
            name: root.severity === "critical" ? "alert-octagon" : "alert"
            size: Theme.iconTertiary
        }

        Label {
            Layout.fillWidth: true
            color: Theme.stateColor(root.status)
            size: Theme.caption
            text: root.word
        }
    }
}
