import QtQuick
import Habitacle.Model

// Why a value is missing, or how old it is; empty for a fresh one, and where the banner about the
// whole car (VehicleLink) has said it already.
QtObject {
    id: root

    required property Reading reading
    readonly property bool explained: Vehicle.link !== "alive"
    readonly property string text: {
        if (root.reading.state === "valid" && root.reading.shown)
            return "";
        if (root.reading.shown)
            //: Age of an old value. %1 is a duration such as "3 min".
            return Fmt.fill(qsTr("Last reading %1 ago"), [Fmt.duration(root.reading.ageSeconds, Fmt.revision)]);
        return root.why(root.reading.reason);
    }

    function why(reason: string): string {
        switch (reason) {
        case "unsupported":
            //: The car has no such sensor.
            return qsTr("Not available on this car");
        case "never_received":
            //: No value was received from the car yet.
            return root.explained ? "" : qsTr("Waiting for the car");
        case "bus_silent":
        case "bus_lost":
            //: One of the car's data buses says nothing while others do; so this value is missing.
            return root.explained ? "" : qsTr("No data from this part of the car");
        case "timeout":
        case "restored":
            //: The car stopped sending a value that only counts when it is new.
            return qsTr("No current reading");
        case "sna":
        case "valid_flag":
            //: The car says that its sensor has no value at the moment.
            return qsTr("Sensor not available");
        case "error":
            //: The car says that its sensor is faulty.
            return qsTr("The sensor reports a fault");
        case "no_target":
            //: A sensor that looks for something, such as the car ahead, sees nothing.
            return qsTr("Nothing detected");
        case "checksum":
        case "counter":
        case "conflict":
            //: What the car sends arrives damaged or twice, so the value is not used.
            return qsTr("The data arrives damaged");
        default:
            //: The car sends a value that cannot be right.
            return qsTr("The reading is implausible");
        }
    }
}
