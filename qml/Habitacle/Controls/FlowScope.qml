import QtQuick
import Habitacle.Model

// Says that a task is under way while `open`: driving off interrupts it, and it goes on later where
// it was, here or by a card on the first screen. A deferring one closes instead, and tells so.
Item {
    id: root

    required property string flow
    required property string needs
    required property string route
    property bool deferring: false
    property bool open: true
    property Flickable pane: null
    // Where the pane was, until it is high enough to be there again.
    property real wanted: -1

    signal deferred

    function begin() {
        if (!root.open || !Flows.begin(root.flow, root.needs, root.route, root.deferring))
            return;
        const kept = Flows.input(root.flow, "scroll");
        if (root.pane && kept !== "") {
            root.wanted = Number(kept);
            root.scroll();
        }
    }

    function scroll() {
        if (root.wanted < 0 || root.pane.contentHeight - root.pane.height < root.wanted)
            return;
        root.pane.contentY = root.wanted;
        root.wanted = -1;
    }

    visible: false

    Component.onCompleted: root.begin()
    Component.onDestruction: {
        if (root.open)
            Flows.leave(root.flow);
    }
    onOpenChanged: {
        if (root.open)
            root.begin();
        else
            Flows.leave(root.flow);
    }

    Connections {
        function onContentHeightChanged() {
            root.scroll();
        }

        function onContentYChanged() {
            if (root.wanted < 0) {
                Flows.keep(root.flow, "", {
                    scroll: root.pane.contentY
                });
            }
        }

        function onHeightChanged() {
            root.scroll();
        }

        target: root.pane
    }

    Connections {
        function onDeferred(flow: string) {
            if (flow === root.flow)
                root.deferred();
        }

        target: Flows
    }

    Connections {
        function onRestricted() {
            if (Restrictions.allowed.includes(root.needs))
                root.begin();
        }

        target: Restrictions
    }
}
