import QtQuick
import Habitacle.Controls
import Habitacle.Model

// The lock panel with the reason of the driving state.
LockPanel {
    id: root

    property string needs: ""
    property string route: ""
    property bool remembered: false
    readonly property bool returns: Restrictions.reason !== "" && Restrictions.reason !== "no_rules"
    // A notice must not go on saying why once nothing is locked any more.
    readonly property bool over: Restrictions.reason === ""

    function show(what: string, needs: string, route: string) {
        root.what = what;
        root.needs = needs;
        root.route = route;
        root.remembered = Flows.remembered(route);
        root.open = true;
    }

    //: Button of the notice that says why something is locked: show it again once the car is parked.
    //~ max 22
    action: root.needs !== "" && root.returns && !root.remembered ? qsTr("Remind me in P") : ""

    onActionChosen: {
        Flows.remind(root.route, root.needs);
        root.close();
    }
    onOverChanged: {
        if (root.over)
            root.close();
    }
    when: {
        switch (Restrictions.reason) {
        case "moving":
            //: Lock notice: when a locked function returns. P is the selector position.
            return qsTr("Available once the car is parked (P).");
        case "not_parked":
            //: Lock notice while standing: what to do. P is the selector position.
            return qsTr("Move the selector to P to continue.");
        default:
            return "";
        }
    }
    why: {
        switch (Restrictions.reason) {
        case "moving":
            //: Lock notice: why a function cannot be used now.
            return qsTr("Locked while driving.");
        case "not_parked":
            //: Lock notice: why a function cannot be used while standing with the car in gear.
            return qsTr("Locked until the car is parked.");
        case "no_rules":
            //: Lock notice: the file with the driving rules is missing or damaged.
            return qsTr("The driving rules could not be read, so this stays locked.");
        default:
            //: Lock notice: speed or gear is not known.
            return qsTr("The car is not reporting its state, so this stays locked.");
        }
    }
}
