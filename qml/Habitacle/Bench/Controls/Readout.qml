import QtQuick
import QtQuick.Layouts

// A number of the toolbar with what it is.
ColumnLayout {
    id: root

    property string label: ""
    property string text: ""
    property int span: 62

    Layout.fillWidth: false
    Layout.preferredWidth: Desk.px(root.span)
    spacing: 0

    DeskText {
        Layout.fillWidth: true
        strong: true
        text: root.text
    }

    DeskText {
        Layout.fillWidth: true
        dim: true
        size: Desk.px(11)
        text: root.label
    }
}
