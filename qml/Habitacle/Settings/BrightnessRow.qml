import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// How bright the display is, for the colours in use; absent where a display sets its own.
ColumnLayout {
    id: root

    spacing: Theme.space12
    visible: Brightness.available

    Label {
        Layout.fillWidth: true
        size: Theme.title
        strong: true
        //: Title of the choice how bright the display is.
        text: qsTr("Brightness")
    }

    Slider {
        Layout.fillWidth: true
        Layout.maximumWidth: Theme.dp(940)
        from: 0
        //: Name of the control for how bright the display is, for a screen reader.
        name: qsTr("Brightness of the display")
        stepSize: 5
        to: 100
        value: Brightness.level

        onMoved: Brightness.setLevel(value)
    }

    Label {
        Layout.bottomMargin: Theme.space16
        Layout.fillWidth: true
        color: Theme.textSecondary
        size: Theme.caption
        //: Explains the brightness: day and night colours each keep their own.
        text: qsTr("Day and night each keep their own brightness.")
    }
}
