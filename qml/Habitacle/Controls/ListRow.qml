import QtQuick
import Habitacle.Theme

Rectangle {
    id: root

    default property alias trailing: body.trailing
    property alias iconColor: body.iconColor
    property alias iconName: body.iconName
    property alias subtitle: body.subtitle
    property alias title: body.title
    property alias titleColor: body.titleColor
    property alias value: body.value

    Accessible.name: root.title
    Accessible.role: Accessible.ListItem
    color: Theme.surface
    implicitHeight: Math.max(Theme.row, body.implicitHeight + 2 * Theme.space12)
    implicitWidth: body.implicitWidth + 2 * Theme.gap
    radius: Theme.radius

    RowBody {
        id: body

        anchors.fill: parent
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.gap
    }
}
