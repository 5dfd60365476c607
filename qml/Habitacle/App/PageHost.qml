pragma ComponentBehavior: Bound

import QtQuick
import Habitacle.Controls
import Habitacle.Theme

// Shows one screen and keeps the one before it. The first is loaded at once, later ones while the
// screen before them stays visible.
FocusScope {
    id: root

    // Until it is true only the first screen loads; one chosen meanwhile follows.
    property bool complete: true
    required property string current
    property string previous: ""
    property string shown: ""
    property bool started: false
    property bool nested: false
    property string greeting: ""
    property string title: ""
    readonly property list<string> pages: ["home", "vehicle", "driving", "services", "offers", "settings"]

    signal backPressed

    function file(page: string): url {
        const area = page.charAt(0).toUpperCase() + page.substring(1);
        return Qt.resolvedUrl("../" + area + "/" + area + "Page.qml");
    }

    function holds(page: string): bool {
        return page === root.shown || page === root.previous;
    }

    objectName: "pageHost"

    onCurrentChanged: root.previous = root.shown

    Repeater {
        model: root.pages

        Loader {
            id: loader

            required property string modelData
            readonly property Page page: loader.item as Page
            readonly property bool front: loader.modelData === root.shown
            readonly property bool wanted: loader.modelData === root.current

            function show() {
                if (!loader.wanted || loader.status !== Loader.Ready)
                    return;
                root.shown = loader.modelData;
                root.started = true;
            }

            active: loader.wanted && (root.complete || loader.modelData === "home") || loader.modelData === root.previous
            anchors.fill: parent
            asynchronous: root.started
            focus: loader.front
            source: root.file(loader.modelData)
            visible: loader.front

            onLoaded: loader.show()
            onVisibleChanged: {
                if (loader.visible && Motion.page > 0)
                    arrival.restart();
            }
            onWantedChanged: loader.show()

            Binding {
                property: "title"
                restoreMode: Binding.RestoreNone
                target: root
                value: loader.page ? loader.page.title : ""
                when: loader.front
            }

            Binding {
                property: "greeting"
                restoreMode: Binding.RestoreNone
                target: root
                value: loader.page ? loader.page.greeting : ""
                when: loader.front
            }

            Binding {
                property: "nested"
                restoreMode: Binding.RestoreNone
                target: root
                value: loader.page ? loader.page.nested : false
                when: loader.front
            }

            Connections {
                function onBackPressed() {
                    if (loader.front && loader.page)
                        loader.page.backPressed();
                }

                target: root
            }

            transform: Translate {
                id: slide
            }

            NumberAnimation {
                id: arrival

                duration: Motion.page
                easing.type: Easing.OutCubic
                from: Theme.space24
                property: "y"
                target: slide
                to: 0
            }
        }
    }
}
