import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Pressable {
    id: root

    required property string iconName
    required property string page
    required property string label
    // Something on that screen asks for attention: "warning" or "critical".
    property string badge: ""
    property bool current: false
    readonly property bool flat: Theme.layout === "portrait"
    readonly property color ink: root.current ? Theme.accent : Theme.textSecondary

    Accessible.role: Accessible.PageTab
    Accessible.selected: root.current
    horizontalPadding: Theme.dp(2)

    background: Plate {
        color: root.current ? Theme.tintAccent : root.down ? Theme.raised : Theme.transparent
        radius: Theme.radius

        EdgeBar {
            visible: root.current && !root.flat
        }

        Plate {
            anchors.left: parent.left
            anchors.leftMargin: Theme.space16
            anchors.right: parent.right
            anchors.rightMargin: Theme.space16
            anchors.top: parent.top
            color: Theme.accent
            height: Theme.bar
            radius: height / 2
            visible: root.current && root.flat
        }
    }
    contentItem: ColumnLayout {
        spacing: 0

        Icon {
            Layout.alignment: Qt.AlignHCenter
            color: root.ink
            name: root.iconName
            size: Theme.iconPrimary

            Icon {
                anchors.left: parent.right
                anchors.top: parent.top
                color: Theme.textSecondary
                name: root.locked ? "lock" : ""
                size: Theme.iconTertiary
                visible: name !== ""
            }

            Icon {
                anchors.left: parent.right
                anchors.top: parent.top
                color: Theme.stateColor(root.badge)
                name: root.badge === "" || root.locked ? "" : Theme.stateIcon(root.badge)
                size: Theme.iconTertiary
                visible: name !== ""
            }
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: root.ink
            horizontalAlignment: Text.AlignHCenter
            size: Theme.railLabel
            text: root.label
            wrap: false
        }
    }
}
