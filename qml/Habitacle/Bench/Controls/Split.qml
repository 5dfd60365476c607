pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// Two sides and a handle between them.
T.SplitView {
    id: root

    orientation: Qt.Horizontal

    handle: Rectangle {
        id: grip

        readonly property bool held: T.SplitHandle.hovered || T.SplitHandle.pressed

        color: Theme.transparent
        implicitHeight: Desk.gap
        implicitWidth: Desk.gap

        Rectangle {
            anchors.centerIn: parent
            color: grip.held ? Theme.accent : Theme.outline
            height: root.orientation === Qt.Horizontal ? Desk.px(36) : Desk.px(3)
            radius: Desk.px(2)
            width: root.orientation === Qt.Horizontal ? Desk.px(3) : Desk.px(36)
        }
    }
}
