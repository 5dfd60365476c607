import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// What is shown under its name, over the whole width.
ColumnLayout {
    id: root

    default property alias content: slot.data
    property string word: ""

    Layout.fillWidth: true
    spacing: Theme.space8

    Label {
        color: Theme.textSecondary
        size: Theme.caption
        text: root.word
        visible: root.word !== ""
    }

    ColumnLayout {
        id: slot

        Layout.fillWidth: true
        spacing: Theme.space8
    }
}
