import QtQuick
import Habitacle.Controls

// What may cover the content of a screen. Nothing of it shows in the first frame: it is loaded
// after it, or with the first press that needs it.
Item {
    id: root

    // Top of the screen's content, below the banner when there is one.
    required property real pageTop
    required property string sharingTitle
    property bool complete: true
    property bool hidden: false
    readonly property alias lock: lock
    readonly property alias quickPrivacy: quickPrivacy

    function closeAll() {
        quickPrivacy.open = false;
        lock.open = false;
    }

    // Closes the panel on top; false when none is open.
    function back(): bool {
        const panel = lock.open ? lock : quickPrivacy.open ? quickPrivacy : null;
        if (panel)
            panel.open = false;
        return panel !== null;
    }

    LockedPage {
        anchors.fill: parent
        anchors.topMargin: root.pageTop
        text: lock.why
        title: lock.when
        visible: root.hidden
    }

    Sheet {
        id: quickPrivacy

        title: root.sharingTitle

        onClosed: quickPrivacy.open = false

        Loader {
            active: quickPrivacy.open && root.complete
            anchors.fill: parent
            source: Qt.resolvedUrl("../Privacy/QuickSheet.qml")
        }
    }

    MaintenanceOverlay {
        occupied: quickPrivacy.open || lock.open
    }

    LockNotice {
        id: lock

        onClosed: lock.open = false
    }
}
