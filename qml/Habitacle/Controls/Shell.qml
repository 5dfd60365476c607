pragma Singleton

import QtQuick

// What any control or screen may ask of the frame around it.
QtObject {
    id: root

    property string section: ""

    signal backRequested
    signal lockShown(what: string)
    signal pageRequested(page: string)
    signal privacyRequested

    function back() {
        root.backRequested();
    }

    function navigate(page: string) {
        root.pageRequested(page);
    }

    function openPrivacy() {
        root.privacyRequested();
    }

    function showLock(what: string) {
        root.lockShown(what);
    }
}
