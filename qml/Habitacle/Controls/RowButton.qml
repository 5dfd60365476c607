import QtQuick
import Habitacle.Theme

Pressable {
    id: root

    property bool chevron: true
    property bool selected: false
    property color iconColor: Theme.textSecondary
    property string iconName: ""
    property string subtitle: ""
    property string title: ""
    property string value: ""

    Accessible.selected: root.selected
    bottomPadding: Theme.space12
    implicitHeight: Math.max(Theme.row, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.gap
    name: root.title
    rightPadding: Theme.gap
    topPadding: Theme.space12

    background: Face {
        down: root.down
        selected: root.selected

        EdgeBar {
            visible: root.selected
        }
    }
    contentItem: RowBody {
        iconColor: root.selected ? Theme.accent : root.iconColor
        iconName: root.iconName
        subtitle: root.subtitle
        title: root.title
        titleColor: root.selected ? Theme.accent : root.usable ? Theme.text : Theme.textSecondary
        value: root.value
        valueColor: root.usable ? Theme.text : Theme.textSecondary

        Icon {
            color: Theme.textSecondary
            directional: root.usable
            name: root.usable ? "chevron-right" : "lock"
            visible: !root.usable || root.chevron
        }
    }
}
