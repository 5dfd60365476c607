import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Tools

ScrollPane {
    id: root

    required property string current

    signal chosen(section: string)

    spacing: Theme.space12

    RowButton {
        Layout.fillWidth: true
        iconName: "theme-light-dark"
        selected: root.current === "display"
        //: Entry of the settings list: day and night colours. Row, not a button.
        title: qsTr("Display")

        onActivated: root.chosen("display")
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "translate"
        selected: root.current === "language"
        //: Entry of the settings list.
        title: qsTr("Language")

        onActivated: root.chosen("language")
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "shield-account"
        //: Entry of the settings list: consents and what left the car.
        title: qsTr("Privacy")

        onActivated: root.chosen("privacy")
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "information"
        selected: root.current === "about"
        //: Entry of the settings list: version and licences.
        title: qsTr("About")

        onActivated: root.chosen("about")
    }

    SignalsEntry {
        Layout.fillWidth: true
        visible: Signals.offered

        onActivated: root.chosen("signals")
    }
}
