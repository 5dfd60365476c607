import QtQuick
import Habitacle.Model

// The words of the car check as a whole: what is stored, and how a check goes.
QtObject {
    id: root

    readonly property bool busy: Diagnostics.scanState === "running" || Diagnostics.scanState === "waiting"
    //: Button: ask all control units of the car for stored faults.
    //~ max 20
    readonly property string ask: qsTr("Check now")
    //: Name of the bar that shows how far a check of the car is, for screen readers.
    readonly property string progress: qsTr("Progress of the check")
    //: Beside the list of stored faults: the lights of the instrument cluster count first.
    readonly property string note: qsTr("A warning light of the car always comes first.")
    readonly property string status: {
        switch (Diagnostics.state) {
        case "faults":
            return Diagnostics.worst === "critical" ? "critical" : Diagnostics.worst === "info" ? "info" : "warning";
        case "watched":
            return "info";
        case "none":
            return Diagnostics.silent > 0 ? "info" : "ok";
        default:
            return "unknown";
        }
    }
    readonly property string icon: {
        switch (root.status) {
        case "ok":
            return "check-circle";
        case "info":
            return "information";
        case "warning":
            return "alert";
        case "critical":
            return "alert-octagon";
        default:
            return Diagnostics.state === "unavailable" ? "minus-circle-outline" : "car-wrench";
        }
    }
    readonly property string title: {
        switch (Diagnostics.state) {
        case "faults":
            //: How many faults the control units have stored. %n is a number. Row and headline.
            return qsTr("%n faults stored", "", Diagnostics.count);
        case "watched":
            //: Control units have seen something once and are still testing; nothing is confirmed. Row and headline.
            return qsTr("No confirmed faults");
        case "none":
            //: Some control units reported no faults, others did not answer. Row and headline.
            return Diagnostics.silent > 0 ? qsTr("No faults reported") :
            //: The control units have no faults stored. Row and headline.
            qsTr("No faults stored");
        case "unavailable":
            //: The app may not ask the control units of this car for stored faults. Row and headline.
            return qsTr("This car cannot be asked");
        default:
            //: The control units have not been asked for stored faults yet. Headline.
            return qsTr("Not checked yet");
        }
    }
    readonly property string headline: Diagnostics.scanState === "running" ?
    //: Headline while the control units are asked for stored faults.
    qsTr("Checking the car") : root.title
    readonly property string waiting: {
        switch (Diagnostics.scanReason) {
        case "moving":
            //: The check of the car waits.
            return qsTr("The check goes on when the car stands still.");
        case "tester":
            //: The check of the car waits: a workshop's device is plugged in.
            return qsTr("A workshop tester is connected. The check waits.");
        case "bus_lost":
            //: The check of the car waits: no connection.
            return qsTr("No connection to the control units. Trying again.");
        case "no_answer":
            //: The check of the car waits: no answer.
            return qsTr("The control units do not answer. Trying again in a minute.");
        default:
            //: A check of the car runs.
            return qsTr("The control units are being asked. Stay parked.");
        }
    }
    readonly property string checked: Number.isNaN(Diagnostics.scannedMs) ? "" :
    //: When the control units were last asked. %1 is a date and time.
    Fmt.fill(qsTr("Last check: %1"), [Fmt.dateTime(Diagnostics.scannedMs, Fmt.revision)])
    //: How many control units did not answer the last check. %n is a number.
    readonly property string gap: Diagnostics.silent > 0 && !root.busy ? qsTr("%n control units did not answer.", "", Diagnostics.silent) : ""
    readonly property string line: {
        if (root.busy)
            return root.waiting;
        if (Diagnostics.scanState === "failed")
            //: A check of the car got no answer, and what to do.
            return qsTr("The control units did not answer. Switch the car on and check again.");
        if (Diagnostics.state === "unavailable")
            //: Why the app cannot list faults of this car.
            return qsTr("The app may not question the control units of this car. A workshop can.");
        return root.checked;
    }
}
