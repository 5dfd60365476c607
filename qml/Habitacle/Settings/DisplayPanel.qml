import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Colours, size of text and motion; none of them locks while driving.
Card {
    id: root

    readonly property list<string> modes: ["auto", "day", "night"]
    readonly property real twoWide: Theme.dp(620)

    ScrollPane {
        Layout.fillHeight: true
        Layout.fillWidth: true
        spacing: Theme.space12

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
            Layout.bottomMargin: Theme.space16
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            //: Explains the choice "Auto".
            text: qsTr("Auto follows the light outside, if the car reports it.")
        }

        BrightnessRow {
            Layout.fillWidth: true
        }

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            //: Title of the choice between normal and large text.
            text: qsTr("Text size")
        }

        SegmentedChoice {
            //: Size of text.
            //~ max 12
            readonly property string normalText: qsTr("Normal")
            //: Size of text.
            //~ max 12
            readonly property string largeText: qsTr("Large")

            Layout.bottomMargin: Theme.space16
            Layout.fillWidth: true
            Layout.maximumWidth: root.twoWide
            current: Preferences.largeText ? 1 : 0
            options: [normalText, largeText]
            subject: qsTr("Text size")

            onChosen: index => Preferences.setLargeText(index === 1)
        }

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            //: Title of the choice whether pages and gauges move.
            text: qsTr("Less motion")
        }

        SegmentedChoice {
            //: Pages and gauges move as usual: less motion is off.
            //~ max 12
            readonly property string offText: qsTr("Off")
            //: Pages and gauges change without moving: less motion is on.
            //~ max 12
            readonly property string onText: qsTr("On")

            Layout.fillWidth: true
            Layout.maximumWidth: root.twoWide
            current: Preferences.reducedMotion ? 1 : 0
            options: [offText, onText]
            subject: qsTr("Less motion")

            onChosen: index => Preferences.setReducedMotion(index === 1)
        }
    }
}
