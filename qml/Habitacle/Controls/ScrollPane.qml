import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Flickable {
    id: root

    default property alias rows: column.data
    property alias spacing: column.spacing
    // Children that fill the height get what is left of it.
    property bool stretched: false
    readonly property bool scrollable: contentHeight > height

    boundsBehavior: Flickable.StopAtBounds
    clip: true
    contentHeight: column.implicitHeight
    contentWidth: width
    implicitHeight: column.implicitHeight
    implicitWidth: column.implicitWidth
    interactive: root.scrollable

    Keys.onDownPressed: root.contentY = Math.min(root.contentY + Theme.row, Math.max(0, root.contentHeight - root.height))
    Keys.onUpPressed: root.contentY = Math.max(0, root.contentY - Theme.row)

    ColumnLayout {
        id: column

        height: root.stretched ? Math.max(implicitHeight, root.height) : implicitHeight
        spacing: Theme.gap
        width: root.width - (root.scrollable ? Theme.space16 : 0)
    }

    Rectangle {
        color: Theme.outline
        height: Math.max(Theme.touch, root.height * root.visibleArea.heightRatio)
        parent: root
        radius: width / 2
        visible: root.scrollable
        width: Theme.bar
        x: root.width - width
        y: root.visibleArea.yPosition * root.height
    }
}
