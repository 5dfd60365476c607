import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Who drives, and what belongs to that profile. The car keeps one so far.
ScrollPane {
    id: root

    spacing: Theme.space12

    Card {
        Layout.fillWidth: true

        GridLayout {
            columnSpacing: Theme.space24
            columns: Theme.compact ? 1 : 2
            rowSpacing: Theme.space16

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.space16

                Icon {
                    color: Theme.accent
                    name: "account-circle"
                    size: Theme.dp(80)
                }

                ColumnLayout {
                    Layout.fillWidth: true
                    spacing: Theme.dp(4)

                    Label {
                        Layout.fillWidth: true
                        size: Theme.headline
                        strong: true
                        //: Name of a driver profile whose driver gave no name. %1 is a number, from 1.
                        //~ max 24
                        text: Preferences.driverName !== "" ? Preferences.driverName : Fmt.fill(qsTr("Driver %1"), [Preferences.driverNumber])
                        wrapMode: Text.Wrap
                    }

                    Label {
                        Layout.fillWidth: true
                        color: Theme.textSecondary
                        size: Theme.caption
                        //: About the driver profile: the name and the choices are not sent anywhere.
                        text: qsTr("This car has one driver profile. It stays in the car.")
                    }
                }
            }

            Button {
                //: What is locked while driving.
                lockName: qsTr("Driver's name")
                needs: "setup"
                route: "settings/name"
                //: Button of the driver profile: opens the letters to enter a name.
                //~ max 18
                text: Preferences.driverName === "" ? qsTr("Give a name") : qsTr("Change name")

                onActivated: Shell.navigate("settings/name")
            }
        }
    }

    Label {
        Layout.fillWidth: true
        Layout.topMargin: Theme.space12
        color: Theme.textSecondary
        size: Theme.caption
        //: Heading above the settings that belong to the driver profile.
        text: qsTr("What belongs to this profile")
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "translate"
        title: qsTr("Language")
        value: I18n.autonym

        onActivated: Shell.navigate("settings/language")
    }

    RowButton {
        //: Value of a row: the colours follow the light outside.
        //~ max 12
        readonly property string autoText: qsTr("Auto")
        //: Value of a row: light colours.
        //~ max 12
        readonly property string dayText: qsTr("Day")
        //: Value of a row: dark colours.
        //~ max 12
        readonly property string nightText: qsTr("Night")

        Layout.fillWidth: true
        iconName: "theme-light-dark"
        //: Row of the driver profile: colours, brightness, size of text, motion.
        title: qsTr("Display")
        value: Preferences.theme === "auto" ? autoText : Preferences.theme === "day" ? dayText : nightText

        onActivated: Shell.navigate("settings/display")
    }

    RowButton {
        Layout.fillWidth: true
        iconName: "shield-account"
        //: Row of the driver profile: the permissions this driver gave.
        title: qsTr("Privacy")
        //: Value of a row: for how many purposes data leaves the car now.
        //~ max 18
        value: Consent.sharingCount > 0 ? qsTr("%n shared", "", Consent.sharingCount) : qsTr("Nothing shared")

        onActivated: Shell.navigate("settings/privacy")
    }
}
