import QtQuick
import Habitacle.Model

// The words of one alert, by its codes. `mode` is the maintenance mode: full text only when parked.
QtObject {
    id: root

    property string kind: ""
    property string severity: ""
    property string position: ""
    property real kpa: Number.NaN
    property real placardKpa: Number.NaN
    property real openedMs: Number.NaN
    property string mode: "full"

    readonly property bool leaking: root.kind === "tyre.rapid_leak"
    readonly property string status: root.severity === "critical" ? "critical" : root.severity === "info" ? "info" : "warning"
    readonly property string icon: "car-tire-alert"
    readonly property string pressure: Fmt.quantity(root.kpa / 100, "bar", 1, Fmt.revision)
    readonly property string placard: Fmt.quantity(root.placardKpa / 100, "bar", 1, Fmt.revision)
    readonly property string title: {
        switch (root.position) {
        case "front_left":
            //: Title of an alert: a tyre loses air fast.
            return root.leaking ? qsTr("Front left tyre: losing air") :
            //: Title of an alert: the pressure of a tyre is too low.
            qsTr("Front left tyre: low pressure");
        case "front_right":
            //: Title of an alert: a tyre loses air fast.
            return root.leaking ? qsTr("Front right tyre: losing air") :
            //: Title of an alert: the pressure of a tyre is too low.
            qsTr("Front right tyre: low pressure");
        case "rear_left":
            //: Title of an alert: a tyre loses air fast.
            return root.leaking ? qsTr("Rear left tyre: losing air") :
            //: Title of an alert: the pressure of a tyre is too low.
            qsTr("Rear left tyre: low pressure");
        default:
            //: Title of an alert: a tyre loses air fast.
            return root.leaking ? qsTr("Rear right tyre: losing air") :
            //: Title of an alert: the pressure of a tyre is too low.
            qsTr("Rear right tyre: low pressure");
        }
    }
    readonly property string drive: root.leaking ?
    //: What to do about a tyre that loses air fast.
    qsTr("Stop where it is safe and check the tyre.") :
    //: What to do about a tyre with low pressure.
    qsTr("Safe to drive; inflate it soon.")
    readonly property string line: {
        if (root.mode !== "full")
            return root.drive;
        //: Pressure of a tyre, now and as it should be. %1 and %2 are pressures such as 1.4 bar, %3 is a time of day. What to do about it follows as %4.
        return Fmt.fill(qsTr("%1 instead of %2, since %3. %4"), [root.pressure, root.placard, Fmt.time(root.openedMs, Fmt.revision), root.drive]);
    }
    readonly property string word: root.leaking ?
    //: Word at a wheel of the car plan: this tyre loses air.
    //~ dp 150
    qsTr("Losing air") :
    //: Word at a wheel of the car plan: pressure too low.
    //~ dp 150
    qsTr("Low")
}
