import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A state in a word, with a light that says how good it is.
RowLayout {
    id: root

    property string text: ""
    property string status: ""

    spacing: Desk.tight

    Rectangle {
        color: root.status === "" ? Theme.outline : Theme.stateColor(root.status)
        implicitHeight: Desk.px(8)
        implicitWidth: Desk.px(8)
        radius: width / 2
    }

    DeskText {
        text: root.text
    }
}
