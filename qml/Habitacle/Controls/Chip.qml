import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Rectangle {
    id: root

    property string iconName: ""
    property color iconColor: Theme.textSecondary
    property string text: ""
    property color ink: Theme.text

    color: Theme.raised
    implicitHeight: Theme.dp(52)
    implicitWidth: row.implicitWidth + 2 * Theme.space16
    radius: height / 2

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Theme.space16
        anchors.rightMargin: Theme.space16
        spacing: Theme.space8

        Icon {
            Layout.alignment: Qt.AlignCenter
            color: root.iconColor
            name: root.iconName
            size: Theme.dp(28)
            visible: root.iconName !== ""
        }

        Label {
            Layout.fillWidth: true
            color: root.ink
            size: Theme.caption
            text: root.text
            visible: root.text !== ""
            wrap: false
        }
    }
}
