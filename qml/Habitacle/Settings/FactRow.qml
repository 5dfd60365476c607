import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// A name and its value, side by side while both fit on a line.
GridLayout {
    id: root

    property string name: ""
    property string value: ""

    Accessible.description: root.value
    Accessible.name: root.name
    Accessible.role: Accessible.ListItem
    columnSpacing: Theme.space16
    columns: root.width < Theme.dp(560) ? 1 : 2
    rowSpacing: 0

    Label {
        Accessible.ignored: true
        Layout.fillWidth: true
        color: Theme.textSecondary
        size: Theme.caption
        text: root.name
    }

    Label {
        Accessible.ignored: true
        Layout.fillWidth: root.columns === 1
        size: Theme.caption
        text: root.value
        wrap: root.columns === 1
    }
}
