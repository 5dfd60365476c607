pragma Singleton

import QtQuick

// What any control or screen may ask of the frame around it.
QtObject {
    id: root

    // What is open inside a screen that has parts; kept while the screen is.
    property string section: ""
    property string vehiclePart: ""

    signal backRequested
    signal lockShown(what: string, needs: string, route: string)
    signal pageRequested(page: string)
    signal privacyRequested

    function back() {
        root.backRequested();
    }

    // By key, so that the ring shows where the focus went.
    function moveFocus(from: Item, forward: bool) {
        const next = from ? from.nextItemInFocusChain(forward) : null;
        if (next)
            next.forceActiveFocus(forward ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    // A screen, or a part of it as "screen/part".
    function navigate(page: string) {
        root.pageRequested(page);
    }

    function openPrivacy() {
        root.privacyRequested();
    }

    // Says why something is locked; with `needs` and `route` a reminder is offered.
    function showLock(what: string, needs: string, route: string) {
        root.lockShown(what, needs, route);
    }
}
