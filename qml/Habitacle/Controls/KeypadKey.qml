import QtQuick
import Habitacle.Theme

// One key of the keypad: a digit, the decimal sign or the way back.
Pressable {
    id: root

    property bool back: false
    readonly property color ink: root.usable ? Theme.text : Theme.textSecondary

    //: Key that takes the last digit away; read by a screen reader.
    name: root.back ? qsTr("Delete the last digit") : root.text
    ringRadius: Theme.radiusInner

    background: Face {
        down: root.down
        ground: Theme.raised
        radius: Theme.radiusInner
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
            size: Theme.title
            strong: true
            text: root.text
            verticalAlignment: Text.AlignVCenter
        }

        Icon {
            anchors.centerIn: parent
            color: root.ink
            directional: true
            name: "backspace-outline"
            visible: root.back
        }
    }
}
