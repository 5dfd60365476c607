import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

ColumnLayout {
    id: root

    default property alias actions: tail.data
    property string iconName: ""
    property string text: ""
    property string title: ""

    spacing: Theme.space16

    Item {
        Layout.fillHeight: true
    }

    Icon {
        Layout.alignment: Qt.AlignHCenter
        Layout.bottomMargin: Theme.space8
        color: Theme.textSecondary
        name: root.iconName
        size: Theme.dp(96)
        visible: root.iconName !== ""
    }

    Label {
        Layout.fillWidth: true
        horizontalAlignment: Text.AlignHCenter
        size: Theme.title
        strong: true
        text: root.title
        visible: root.title !== ""
    }

    Label {
        Layout.alignment: Qt.AlignHCenter
        Layout.fillWidth: true
        Layout.maximumWidth: Theme.dp(680)
        color: Theme.textSecondary
        horizontalAlignment: Text.AlignHCenter
        text: root.text
        visible: root.text !== ""
    }

    RowLayout {
        id: tail

        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Theme.space8
        spacing: Theme.space16
        visible: children.length > 0
    }

    Item {
        Layout.fillHeight: true
    }
}
