import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One explanation for all missing values, while the car says nothing.
Banner {
    id: root

    // Where every line counts, the status bar shows the words instead of its title.
    readonly property bool tight: Theme.heightDp < 600
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
            return qsTr("The car is asleep.");
        case "silent":
            //: Banner: the car's data bus is connected but sends nothing.
            return qsTr("No data from the car.");
        default:
            //: Banner: no connection to the car's data bus.
            return qsTr("No link to the car; retrying.");
        }
    }
    visible: root.missing && !root.tight
}
