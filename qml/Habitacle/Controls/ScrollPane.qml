import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

Flickable {
    id: root

    default property alias rows: column.data
    property alias spacing: column.spacing
    // Children that fill the height get what is left of it.
    property bool stretched: false
    readonly property bool scrollable: contentHeight >= height + 1
    // The words beside the bar are narrower and so may be longer: one that comes and goes would do so
    // for ever. It keeps its place until there is room to spare.
    property bool barred: false
    readonly property Item focusedItem: root.Window.activeFocusItem

    // The next one by key if it is near, else the words in between are scrolled through first; from
    // the end on to what is beside this.
    function step(forward: bool) {
        const next = root.focusedItem.nextItemInFocusChain(forward);
        if (next && root.holds(next)) {
            const place = next.mapToItem(root, 0, 0);
            if (place.y < root.height && place.y + next.height > 0) {
                Shell.moveFocus(root.focusedItem, forward);
                return;
            }
        }
        const far = Math.max(0, root.contentHeight - root.height);
        const there = Math.max(0, Math.min(far, root.contentY + (forward ? Theme.row : -Theme.row)));
        if (there !== root.contentY)
            root.contentY = there;
        else
            Shell.moveFocus(root.focusedItem, forward);
    }

    function judge() {
        // Not `scrollable`: its binding may run after this.
        if (root.contentHeight >= root.height + 1)
            root.barred = true;
        else if (root.contentHeight < root.height - Theme.row)
            root.barred = false;
    }

    function holds(item: Item): bool {
        for (let above = item; above; above = above.parent) {
            if (above === column)
                return true;
        }
        return false;
    }

    function reveal(item: Item) {
        const top = item.mapToItem(root.contentItem, 0, 0).y;
        if (top < root.contentY)
            root.contentY = top;
        else if (top + item.height > root.contentY + root.height)
            root.contentY = Math.min(top, top + item.height - root.height);
    }

    boundsBehavior: Flickable.StopAtBounds
    clip: true
    contentHeight: column.implicitHeight
    contentWidth: width
    implicitHeight: column.implicitHeight
    implicitWidth: column.implicitWidth
    interactive: root.scrollable

    Keys.onDownPressed: root.step(true)
    Keys.onUpPressed: root.step(false)
    onContentHeightChanged: root.judge()
    onHeightChanged: root.judge()
    onFocusedItemChanged: {
        const pressable = root.focusedItem as Pressable;
        // A press by hand moves nothing away from below the finger.
        const byHand = pressable && !pressable.visualFocus;
        if (root.focusedItem && root.scrollable && !byHand && root.holds(root.focusedItem))
            root.reveal(root.focusedItem);
    }

    ColumnLayout {
        id: column

        height: root.stretched ? Math.max(implicitHeight, root.height) : implicitHeight
        spacing: Theme.gap
        width: root.width - (root.barred ? Theme.space16 : 0)
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
