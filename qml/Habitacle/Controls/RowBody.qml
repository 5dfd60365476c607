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
    property color valueColor: Theme.text
    // Where there is little room the value stands below the title.
    readonly property real needed: Theme.dp(560)
    readonly property int titleSize: Theme.roomy ? Theme.title : Theme.body
    property bool stacked: false

    // Wider than a scroll bar before it is undone: a bar that comes and goes would change it for ever.
    function judge() {
        if (root.width > 0 && root.width < root.needed - 1)
            root.stacked = true;
        else if (root.width > root.needed + Theme.space24)
            root.stacked = false;
    }

    spacing: Theme.space16

    onNeededChanged: root.judge()
    onWidthChanged: root.judge()

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
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: Theme.caption
            size: root.titleSize
            strong: true
            text: root.title
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.roomy ? Theme.body : Theme.caption
            text: root.subtitle
            visible: root.subtitle !== ""
        }

        Label {
            Layout.fillWidth: true
            color: root.valueColor
            size: root.titleSize
            text: root.value
            visible: root.stacked && root.value !== ""
        }
    }

    Label {
        color: root.valueColor
        horizontalAlignment: Text.AlignRight
        size: root.titleSize
        text: root.value
        visible: !root.stacked && root.value !== ""
        wrap: false
    }

    RowLayout {
        id: tail

        spacing: Theme.space12
        visible: children.length > 0
    }
}
