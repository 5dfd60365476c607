import QtQuick
import Habitacle.Controls
import Habitacle.Model

// One explanation for all missing values, while the car says nothing.
Banner {
    id: root

    readonly property bool missing: Vehicle.link !== "alive"

    iconName: "car-off"
    status: "none"
    text: {
        switch (Vehicle.link) {
        case "connecting":
            //: Banner while the app waits for the first data of the car.
            return qsTr("Waiting for the car's data.");
        case "asleep":
            //: Banner: the car's data bus sleeps; the values shown are old.
            return qsTr("The car is asleep; values are from before.");
        case "silent":
            //: Banner: the car's data bus is connected but sends nothing.
            return qsTr("The car sends no data; values may be old.");
        default:
            //: Banner: no connection to the car's data bus.
            return qsTr("No connection to the car; it will be tried again.");
        }
    }
    visible: root.missing
}
