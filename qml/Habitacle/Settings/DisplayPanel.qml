import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Card {
    id: root

    readonly property list<string> modes: ["auto", "day", "night"]

    ColumnLayout {
        spacing: Theme.space24

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            //: Title of the choice between automatic, day and night colours.
            text: qsTr("Colours")
        }

        SegmentedChoice {
            //: Theme follows the light outside.
            //~ max 12
            readonly property string autoText: qsTr("Auto")
            //: Light theme.
            //~ max 12
            readonly property string dayText: qsTr("Day")
            //: Dark theme.
            //~ max 12
            readonly property string nightText: qsTr("Night")

            Layout.fillWidth: true
            Layout.maximumWidth: implicitWidth
            current: root.modes.indexOf(Preferences.theme)
            options: [autoText, dayText, nightText]
            //: Name of the choice between automatic, day and night for a screen reader.
            subject: qsTr("Day and night colours")

            onChosen: index => Preferences.setTheme(root.modes[index])
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            //: Explains the choice "Auto".
            text: qsTr("Auto follows the light outside, if the car reports it.")
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
