import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// Icon, two lines and what trails them: the inside of ListRow and RowButton.
RowLayout {
    id: root

    default property alias trailing: tail.data
    property string iconName: ""
    property color iconColor: Theme.textSecondary
    property string title: ""
    property color titleColor: Theme.text
    property string subtitle: ""
    property string value: ""

    spacing: Theme.space16

    Icon {
        Layout.rightMargin: Theme.compact ? 0 : Theme.space8
        color: root.iconColor
        name: root.iconName
        size: Theme.iconPrimary
        visible: root.iconName !== ""
    }

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.dp(4)

        Label {
            Layout.fillWidth: true
            color: root.titleColor
            strong: true
            text: root.title
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            text: root.subtitle
            visible: root.subtitle !== ""
        }
    }

    Label {
        horizontalAlignment: Text.AlignRight
        text: root.value
        visible: root.value !== ""
        wrap: false
    }

    RowLayout {
        id: tail

        spacing: Theme.space12
        visible: children.length > 0
    }
}
