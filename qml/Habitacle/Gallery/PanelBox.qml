import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// A piece of screen with a panel over it, and the button that brings the panel back.
Exhibit {
    id: root

    default property alias panel: screen.data
    property bool open: true

    Plate {
        Layout.fillWidth: true
        color: Theme.background
        implicitHeight: Theme.dp(480)

        Button {
            anchors.centerIn: parent
            text: "Open"
            visible: !root.open

            onActivated: root.open = true
        }

        FocusScope {
            id: screen

            anchors.fill: parent
        }
    }
}
