import QtQuick
import Habitacle.Theme

// One key of a keypad: a digit, a letter or a sign; with `iconName` what the key does.
Pressable {
    id: root

    property bool back: false
    property string iconName: root.back ? "backspace-outline" : ""
    property bool selected: false
    property int size: Theme.title
    readonly property color ink: root.selected && root.usable ? Theme.accent : root.usable ? Theme.text : Theme.textSecondary

    //: Key that takes the last digit away; read by a screen reader.
    name: root.back ? qsTr("Delete the last digit") : root.text
    ringRadius: Theme.radiusInner

    background: Face {
        down: root.down
        ground: Theme.raised
        radius: Theme.radiusInner
        selected: root.selected
    }
    contentItem: Item {
        implicitHeight: label.implicitHeight
        implicitWidth: Math.max(label.implicitWidth, Theme.iconSecondary)

        Label {
            id: label

            Accessible.ignored: true
            anchors.fill: parent
            color: root.ink
            horizontalAlignment: Text.AlignHCenter
            size: root.size
            strong: true
            text: root.text
            verticalAlignment: Text.AlignVCenter
        }

        Icon {
            anchors.centerIn: parent
            color: root.ink
            directional: true
            name: root.iconName
            visible: root.iconName !== ""
        }
    }
}
