import QtQuick
import QtQuick.Templates as T

// A list with a scroll bar; rows are `rowWidth` wide.
ListView {
    id: root

    readonly property real rowWidth: root.width - (root.contentHeight > root.height ? Desk.px(10) : 0)

    boundsBehavior: Flickable.StopAtBounds
    clip: true

    T.ScrollBar.vertical: DeskScrollBar {}
}
