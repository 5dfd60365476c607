import QtQuick

// A panel that takes presses and focus from what is below it. Whoever opens it owns `open` and
// clears it on `closed`; when it closes, the focus returns to where it was.
FocusScope {
    id: root

    default property alias panel: layer.data
    property bool dismissable: true
    property bool open: false
    property Item returnTo: null
    readonly property bool modal: root.open

    signal closed

    function close() {
        root.closed();
    }

    function focusFirst(reason: int) {
        firstGuard.nextItemInFocusChain(true).forceActiveFocus(reason);
    }

    function focusLast() {
        lastGuard.nextItemInFocusChain(false).forceActiveFocus(Qt.BacktabFocusReason);
    }

    Accessible.role: Accessible.Dialog
    anchors.fill: parent
    visible: root.open

    Keys.onBackPressed: root.close()
    Keys.onDownPressed: Shell.moveFocus(root.Window.activeFocusItem, true)
    Keys.onEscapePressed: root.close()
    Keys.onUpPressed: Shell.moveFocus(root.Window.activeFocusItem, false)
    onVisibleChanged: {
        if (root.visible) {
            root.returnTo = root.Window.activeFocusItem;
            const pressed = root.returnTo as Pressable;
            // The focus ring is for those who came by key, not by touch.
            root.focusFirst(pressed && pressed.visualFocus ? Qt.TabFocusReason : Qt.OtherFocusReason);
        } else if (root.returnTo !== null) {
            const shown = root.Window.activeFocusItem as Pressable;
            root.returnTo.forceActiveFocus(shown && shown.visualFocus ? Qt.TabFocusReason : Qt.OtherFocusReason);
            root.returnTo = null;
        }
    }

    Item {
        id: firstGuard

        activeFocusOnTab: true

        onActiveFocusChanged: {
            if (firstGuard.activeFocus)
                root.focusLast();
        }
    }

    MouseArea {
        Accessible.ignored: true
        anchors.fill: parent
        objectName: "shield"

        onClicked: {
            if (root.dismissable)
                root.close();
        }
    }

    Item {
        id: layer

        anchors.fill: parent
    }

    Item {
        id: lastGuard

        activeFocusOnTab: true

        onActiveFocusChanged: {
            if (lastGuard.activeFocus)
                root.focusFirst(Qt.TabFocusReason);
        }
    }
}
