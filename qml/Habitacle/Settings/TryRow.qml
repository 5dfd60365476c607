import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The button that asks for an attempt, and how it went; beside it where there is room.
GridLayout {
    id: root

    readonly property string answer: {
        switch (Connectivity.outcome) {
        case "trying":
            //: Beside the button "Try now": an attempt to connect is under way.
            return qsTr("Trying to connect…");
        case "connected":
            //: Beside the button "Try now": the attempt went well.
            return qsTr("Connected.");
        case "failed":
            //: Beside the button "Try now": the attempt failed. The reason stands above.
            return qsTr("Tried just now: still not connected.");
        case "sent_again":
            //: Beside the button "Try now" while connected: what is not confirmed was sent once more.
            return qsTr("What waits was sent again.");
        case "asked_to_wait":
            //: Beside the button "Try now": nothing was tried, the online service asked for a pause.
            return qsTr("Not tried: the service asked the car to wait.");
        case "network_off":
            //: Beside the button "Try now": nothing was tried, the car has no mobile network.
            return qsTr("Not tried: the car has no network.");
        default:
            return "";
        }
    }

    columnSpacing: Theme.space16
    columns: root.width < Theme.dp(620) ? 1 : 2
    rowSpacing: Theme.space8

    Button {
        enabled: Connectivity.outcome !== "trying"
        iconName: "cloud-sync-outline"
        needs: "setup"
        route: "settings/connectivity"
        //: Button: connect to the online service now instead of at the next planned time.
        //~ max 18
        text: qsTr("Try now")

        onActivated: Connectivity.tryNow()
    }

    Label {
        Accessible.role: Accessible.StaticText
        Layout.fillWidth: true
        color: Theme.textSecondary
        text: root.answer
        visible: root.answer !== ""
    }
}
