import QtQuick
import QtQuick.Layouts

// A labelled line: what it is, then what is put inside.
RowLayout {
    id: root

    property string label: ""
    property int labelWidth: Desk.label

    spacing: Desk.tight

    DeskText {
        Layout.preferredWidth: root.labelWidth
        dim: true
        text: root.label
    }
}
