import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

RowLayout {
    id: root

    property string status: "unknown"
    property string word: ""
    property real size: Theme.iconSecondary
    property int wordSize: Theme.body
    readonly property color ink: Theme.stateColor(root.status)

    Accessible.name: root.word
    Accessible.role: Accessible.Indicator
    spacing: Theme.space12

    Icon {
        color: root.ink
        name: Theme.stateIcon(root.status)
        size: root.size
    }

    Label {
        Accessible.ignored: true
        Layout.fillWidth: true
        color: root.ink
        size: root.wordSize
        text: root.word
        visible: root.word !== ""
    }
}
