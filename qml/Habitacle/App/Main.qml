pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Window
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Window {
    id: root

    // False until what only the other screens need is loaded, just after the first frame.
    property bool complete: true
    // A panel was asked for before that.
    property bool pressed: false
    property string page: "home"
    readonly property bool hidden: root.page === "driving" && Restrictions.modes.score === "hidden" || root.page === "offers" && Restrictions.modes.offers === "hidden"
    readonly property bool rightToLeft: Application.layoutDirection === Qt.RightToLeft

    readonly property bool railOnRight: Display.driverSide === "right"

    // A screen, or a part of it as "screen/part".
    function open(target: string) {
        const place = target === "privacy" ? "settings/privacy" : target;
        const [page, part] = [...place.split("/"), ""];
        root.closeAll();
        if (page === "settings")
            Shell.section = part;
        else if (page === "vehicle")
            Shell.vehiclePart = part;
        root.page = page;
        Flows.visited(root.here());
    }

    // By the rail: a screen that is kept shows as it was left, the current one goes to its start.
    function visit(page: string) {
        if (page === root.page || !host.holds(page))
            root.open(page);
        else
            root.goTo(page);
    }

    function goTo(page: string) {
        root.closeAll();
        root.page = page;
        Flows.visited(root.here());
    }

    // The top panel, then what is nested in the screen, then the first screen.
    function back() {
        if (loader.panels?.back())
            return;
        if (host.nested && !root.hidden)
            host.backPressed();
        else if (root.page !== "home")
            root.goTo("home");
    }

    function here(): string {
        const part = root.page === "settings" ? Shell.section : root.page === "vehicle" ? Shell.vehiclePart : "";
        return part === "" ? root.page : [root.page, part].join("/");
    }

    function closeAll() {
        loader.panels?.closeAll();
    }

    function panels(): Panels {
        root.pressed = true;
        return loader.panels;
    }

    color: Theme.background
    height: Display.startHeight
    title: "Habitacle"
    visible: true
    width: Display.startWidth

    Connections {
        function onLockShown(what: string, needs: string, route: string) {
            root.panels().lock.show(what, needs, route !== "" ? route : root.here());
        }

        function onPageRequested(page: string) {
            root.open(page);
        }

        function onPrivacyRequested() {
            root.panels().quickPrivacy.open = true;
        }

        function onBackRequested() {
            root.back();
        }

        target: Shell
    }

    Item {
        id: frame

        Keys.onBackPressed: root.back()
        Keys.onDownPressed: Shell.moveFocus(root.activeFocusItem, true)
        Keys.onEscapePressed: root.back()
        Keys.onUpPressed: Shell.moveFocus(root.activeFocusItem, false)
        LayoutMirroring.childrenInherit: true
        LayoutMirroring.enabled: root.rightToLeft
        anchors.fill: parent

        Rail {
            id: rail

            current: root.page
            focus: true
            height: rail.atBottom ? implicitHeight : parent.height
            width: rail.atBottom ? parent.width : implicitWidth
            // The driver's side is a side of the car: it does not change with the language.
            x: root.railOnRight && !rail.atBottom ? parent.width - width : 0
            y: parent.height - height

            onChosen: page => root.visit(page)
        }

        Item {
            id: content

            height: rail.atBottom ? parent.height - rail.height : parent.height
            width: rail.atBottom ? parent.width : parent.width - rail.width
            x: rail.atBottom || root.railOnRight ? 0 : rail.width

            StatusBar {
                id: status

                anchors.left: parent.left
                anchors.leftMargin: Theme.margin
                anchors.right: parent.right
                anchors.rightMargin: Theme.margin
                anchors.top: parent.top
                height: implicitHeight
                complete: root.complete
                greeting: host.greeting
                nested: host.nested
                notice: link.missing && link.tight ? link.text : ""
                title: host.title

                onBackPressed: root.back()
            }

            VehicleLink {
                id: link

                anchors.left: parent.left
                anchors.leftMargin: Theme.margin
                anchors.right: parent.right
                anchors.rightMargin: Theme.margin
                anchors.top: status.bottom
            }

            PageHost {
                id: host

                anchors.bottom: parent.bottom
                anchors.left: parent.left
                anchors.margins: Theme.margin
                anchors.right: parent.right
                anchors.top: link.visible ? link.bottom : status.bottom
                anchors.topMargin: link.visible ? Theme.space16 : 0
                complete: root.complete
                current: root.page
                visible: !root.hidden
            }

            Loader {
                id: loader

                readonly property Panels panels: loader.item as Panels

                active: root.complete || root.hidden || root.pressed
                anchors.bottom: parent.bottom
                anchors.left: parent.left
                anchors.margins: Theme.margin
                anchors.right: parent.right
                anchors.top: status.bottom
                anchors.topMargin: 0
                // A press does not wait for it.
                asynchronous: !root.hidden && !root.pressed

                sourceComponent: Panels {
                    complete: root.complete
                    hidden: root.hidden
                    pageTop: host.y - loader.y
                    //: Title of the panel behind the privacy chip.
                    sharingTitle: qsTr("What is shared")
                }
            }
        }
    }
}
