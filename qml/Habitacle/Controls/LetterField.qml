import QtQuick
import Habitacle.Theme

// What the letter keypad has taken, its end in sight, with the place of the next letter.
Rectangle {
    id: root

    property bool locked: false
    property string name: ""
    property string text: ""

    Accessible.description: root.text
    Accessible.name: root.name
    Accessible.role: Accessible.StaticText
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: Math.max(Theme.touch, value.implicitHeight + 2 * Theme.space8)
    implicitWidth: Theme.dp(240)
    radius: Theme.radiusInner

    Item {
        id: sight

        anchors.fill: parent
        anchors.leftMargin: Theme.space24
        anchors.rightMargin: Theme.space24
        clip: true

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.dp(4)
            x: root.LayoutMirroring.enabled ? Math.max(0, sight.width - width) : Math.min(0, sight.width - width)

            Label {
                id: value

                Accessible.ignored: true
                size: Theme.title
                strong: true
                text: root.text
                wrap: false
            }

            Rectangle {
                color: Theme.accent
                height: value.height
                visible: !root.locked
                width: Theme.ring
            }

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                color: Theme.textSecondary
                name: "lock"
                visible: root.locked
            }
        }
    }
}
