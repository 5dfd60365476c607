import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T

// A column that scrolls; children are laid out in it.
Flickable {
    id: root

    default property alias rows: column.data
    readonly property Item focusedItem: root.Window.activeFocusItem

    function holds(item: Item): bool {
        for (let above = item; above; above = above.parent) {
            if (above === column)
                return true;
        }
        return false;
    }

    boundsBehavior: Flickable.StopAtBounds
    clip: true
    contentHeight: column.implicitHeight
    contentWidth: width
    implicitWidth: column.implicitWidth
    interactive: root.contentHeight > root.height

    T.ScrollBar.vertical: DeskScrollBar {}

    onFocusedItemChanged: {
        if (!root.focusedItem || !root.holds(root.focusedItem))
            return;
        const top = root.focusedItem.mapToItem(column, 0, 0).y;
        const low = top + root.focusedItem.height;
        if (top < root.contentY)
            root.contentY = top;
        else if (low > root.contentY + root.height)
            root.contentY = Math.min(top, low - root.height);
    }

    ColumnLayout {
        id: column

        spacing: Desk.gap
        width: root.width - (root.interactive ? Desk.px(12) : 0)
    }
}
