import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Pressable {
    id: root

    required property string iconName
    required property string page
    required property string label
    property bool current: false
    readonly property bool flat: Theme.layout === "portrait"
    readonly property color ink: root.current ? Theme.accent : Theme.textSecondary

    Accessible.role: Accessible.PageTab
    Accessible.selected: root.current
    padding: Theme.dp(4)

    background: Plate {
        color: root.current ? Theme.tintAccent : root.down ? Theme.raised : Theme.transparent
        radius: Theme.radius

        Plate {
            anchors.left: parent.left
            anchors.leftMargin: root.flat ? Theme.space16 : 0
            anchors.right: root.flat ? parent.right : undefined
            anchors.rightMargin: Theme.space16
            anchors.top: parent.top
            anchors.topMargin: root.flat ? 0 : Theme.space12
            color: Theme.accent
            height: root.flat ? Theme.bar : parent.height - 2 * Theme.space12
            radius: Theme.bar / 2
            visible: root.current
            width: Theme.bar
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
                name: "lock"
                size: Theme.iconTertiary
                visible: root.locked
            }
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: root.ink
            horizontalAlignment: Text.AlignHCenter
            size: Theme.caption
            text: root.label
            wrap: false
        }
    }
}
