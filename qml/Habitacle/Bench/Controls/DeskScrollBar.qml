import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

T.ScrollBar {
    id: root

    implicitWidth: Desk.px(8)
    minimumSize: 0.08
    padding: Desk.line
    policy: root.size < 1 ? T.ScrollBar.AlwaysOn : T.ScrollBar.AlwaysOff
    visible: root.size < 1

    contentItem: Rectangle {
        color: root.pressed || root.hovered ? Theme.textSecondary : Theme.outline
        implicitWidth: Desk.px(6)
        radius: width / 2
    }
}
