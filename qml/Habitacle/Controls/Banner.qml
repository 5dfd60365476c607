import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Rectangle {
    id: root

    property string iconName: ""
    property string status: "info"
    property string text: ""

    Accessible.name: root.text
    Accessible.role: Accessible.AlertMessage
    color: Theme.stateTint(root.status)
    implicitHeight: Math.max(Theme.dp(64), row.implicitHeight + 2 * Theme.space12)
    implicitWidth: row.implicitWidth + 2 * Theme.space24
    radius: Theme.radiusInner

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.space24
        anchors.rightMargin: Theme.space24
        spacing: Theme.space16

        Icon {
            color: Theme.stateColor(root.status)
            name: root.iconName
            visible: root.iconName !== ""
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            size: Theme.caption
            text: root.text
        }
    }
}
