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

    // Whatever opened it, the open section is in sight.
    function showCurrent() {
        for (let i = 0; i < root.rows.length; i++) {
            const row = root.rows[i] as RowButton;
            if (row && row.selected)
                root.reveal(row);
        }
    }

    spacing: Theme.space12

    Component.onCompleted: late.restart()
    onContentHeightChanged: late.restart()
    onCurrentChanged: late.restart()

    // Not before the rows have their places.
    Timer {
        id: late

        interval: 0

        onTriggered: root.showCurrent()
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "account-circle"
        selected: root.current === "driver"
        //: Entry of the settings list: who drives, and what belongs to that profile.
        title: qsTr("Driver")

        onActivated: root.chosen("driver")
    }

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
        iconName: "cloud-check-outline"
        needs: "setup"
        route: "settings/connectivity"
        selected: root.current === "connectivity"
        //: Entry of the settings list: the link to the online service and what waits for it.
        title: qsTr("Connection")

        onActivated: root.chosen("connectivity")
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
