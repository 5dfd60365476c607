import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// List and detail side by side, one below the other on a tall display, or one after the other where
// there is little room. Privacy, the letters and the tester's signals have the whole page.
Page {
    id: root

    readonly property bool tall: Theme.layout === "portrait" && Theme.roomy
    readonly property bool stacked: Theme.compact || Theme.layout === "portrait" && !root.tall
    readonly property string section: Shell.section
    readonly property bool whole: root.section === "privacy" || root.section === "connectivity" || root.section === "signals" || root.section === "name"
    readonly property string open: root.section === "" && !root.stacked ? "display" : root.section

    function file(section: string): string {
        switch (section) {
        case "driver":
            return "DriverPanel.qml";
        case "name":
            return "NamePage.qml";
        case "display":
            return "DisplayPanel.qml";
        case "language":
            return "LanguagePanel.qml";
        case "privacy":
            return "../Privacy/PrivacyPage.qml";
        case "connectivity":
            return "ConnectivityPage.qml";
        case "signals":
            return "../Tools/SignalsPage.qml";
        case "about":
            return "AboutPanel.qml";
        default:
            return "";
        }
    }

    nested: root.whole || root.stacked && root.section !== ""
    title: {
        //: Title of the screen with consents and what left the car, beside a back button.
        //~ dp 274 title
        const privacy = qsTr("Privacy");
        //: Title of the screen where the driver's name is entered, beside a back button.
        //~ dp 274 title
        const driverName = qsTr("Your name");
        //: Title of the screen about the link to the online service, beside a back button.
        //~ dp 274 title
        const connection = qsTr("Connection");
        //: Title of the screen, in the status bar, beside a back button.
        //~ dp 274 title
        const settings = qsTr("Settings");
        switch (root.section) {
        case "privacy":
            return privacy;
        case "connectivity":
            return connection;
        case "name":
            return driverName;
        case "signals":
            return Signals.title;
        default:
            return settings;
        }
    }

    onBackPressed: Shell.section = root.section === "name" ? "driver" : ""

    GridLayout {
        anchors.fill: parent
        columnSpacing: Theme.gap
        columns: root.tall ? 1 : 2
        rowSpacing: Theme.gap

        SectionList {
            Layout.fillHeight: !root.tall
            Layout.fillWidth: true
            Layout.preferredWidth: root.stacked || root.tall ? root.width : root.width / 3
            current: root.open
            visible: !root.nested

            onChosen: section => Shell.section = section
        }

        Loader {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.nested || root.tall ? root.width : root.width * 2 / 3
            active: visible
            source: root.file(root.open)
            visible: root.nested || !root.stacked
        }
    }
}
