import QtQuick
import Habitacle.Controls

Page {
    id: root

    //: Title of the screen, in the status bar.
    //~ dp 350
    title: qsTr("Services")

    Card {
        anchors.fill: parent

        EmptyState {
            iconName: "ev-station"
            //: Text of a screen that has no content yet.
            text: qsTr("Charging and parking will appear here with a later version.")
            //: Title of a screen that has no content yet.
            title: qsTr("Nothing here yet")
        }
    }
}
