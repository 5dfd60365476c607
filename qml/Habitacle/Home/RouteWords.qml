import QtQml

// The name of a place in the app, for a card that leads there.
QtObject {
    id: root

    required property string route
    readonly property string title: {
        switch (root.route) {
        case "vehicle/check":
            //: Name of a screen: faults that the control units have stored.
            return qsTr("Car check");
        case "settings/language":
            //: Name of a screen.
            return qsTr("Language");
        case "settings/name":
            //: Name of a screen: letters to enter the driver's name.
            return qsTr("Driver's name");
        case "settings/connectivity":
            //: Name of a screen: the link to the online service and what waits for it.
            return qsTr("Connection");
        case "settings/privacy":
            //: Name of a screen: consents and what left the car.
            return qsTr("Privacy");
        case "driving":
            //: Name of a screen.
            return qsTr("Driving score");
        case "offers":
            //: Name of a screen.
            return qsTr("Offers and rewards");
        case "services":
            //: Name of a screen.
            return qsTr("Charging and parking");
        case "vehicle":
            //: Name of a screen.
            return qsTr("Vehicle health");
        default:
            //: Name of a screen.
            return qsTr("Settings");
        }
    }
}
