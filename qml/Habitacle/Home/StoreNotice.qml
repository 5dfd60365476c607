import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What happened to the app's memory, told once: what was lost, what was kept.
Notice {
    id: root

    //: Part of a notice: records of what the driver allowed or refused that were kept.
    readonly property string answers: qsTr("%n privacy answers", "", Connectivity.newsConsents)
    //: Part of a notice: orders of the driver that were kept.
    readonly property string orders: qsTr("%n orders", "", Connectivity.newsOrders)

    actionText: {
        // A narrow card has no room beside the words.
        if (Connectivity.newsCode === "profile_repaired" && !(Theme.compact && Theme.layout === "landscape"))
            //: Button of a notice: look at the permissions that were kept.
            //~ max 14
            return qsTr("Check");
        return "";
    }
    status: Connectivity.newsCode === "storage_low" ? "info" : "warning"
    text: {
        switch (Connectivity.newsCode) {
        case "profile_repaired":
            //: Notice on the first screen after damaged data was repaired. %1 is for instance "3 privacy answers", %2 "1 order".
            return Fmt.fill(qsTr("Kept: %1, %2. Anything else may be lost."), [root.answers, root.orders]);
        case "device_repaired":
            //: Notice on the first screen after data of the car was repaired.
            return qsTr("Your permissions and orders are untouched. Last readings of the car may be missing.");
        case "storage_full":
            //: Notice on the first screen: the memory is full.
            return qsTr("Only what you do yourself is still stored. Have the memory checked.");
        case "storage_low":
            //: Notice on the first screen: the memory is almost full.
            return qsTr("Measurements wait until there is room. Everything else works.");
        default:
            return "";
        }
    }
    title: {
        switch (Connectivity.newsCode) {
        case "profile_repaired":
        case "device_repaired":
            //: Title of a notice on the first screen: a file of the app was damaged and made anew.
            return qsTr("Damaged data was repaired");
        case "storage_full":
            //: Title of a notice on the first screen.
            return qsTr("The app's memory is full");
        case "storage_low":
            //: Title of a notice on the first screen.
            return qsTr("The app's memory is almost full");
        default:
            return "";
        }
    }

    onActionChosen: Shell.navigate("settings/privacy")
    onDismissed: Connectivity.dismissNews()
}
