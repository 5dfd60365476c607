import QtQuick
import Habitacle.Model

// Why a value is missing, or how old it is; empty for a fresh one.
QtObject {
    id: root

    required property Reading reading
    readonly property string text: {
        if (root.reading.state === "valid" && root.reading.shown)
            return "";
        if (root.reading.shown)
            //: Age of an old value. %1 is a duration such as "3 min".
            return Fmt.fill(qsTr("Last reading %1 ago"), [Fmt.duration(root.reading.ageSeconds, Fmt.revision)]);
        if (root.reading.reason === "unsupported")
            //: The car has no such sensor.
            return qsTr("Not available on this car");
        if (root.reading.state === "invalid")
            //: The car sends a value that cannot be right.
            return qsTr("The reading is implausible");
        if (root.reading.state === "stale")
            //: The car stopped sending a value that only counts when it is new.
            return qsTr("No current reading");
        //: No value was received from the car yet.
        return qsTr("Waiting for the car");
    }
}
