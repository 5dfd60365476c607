import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// List and detail side by side, or one after the other where there is little room. Privacy has
// the whole page.
Page {
    id: root

    readonly property bool stacked: Theme.compact || Theme.layout === "portrait"
    readonly property string section: Shell.section
    readonly property bool whole: root.section === "privacy"
    readonly property string open: root.section === "" && !root.stacked ? "display" : root.section

    function file(section: string): string {
        switch (section) {
        case "display":
            return "DisplayPanel.qml";
        case "language":
            return "LanguagePanel.qml";
        case "privacy":
            return "../Privacy/PrivacyPage.qml";
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
        //: Title of the screen, in the status bar, beside a back button.
        //~ dp 274 title
        return root.whole ? privacy : qsTr("Settings");
    }

    onBackPressed: Shell.section = ""

    RowLayout {
        anchors.fill: parent
        spacing: Theme.gap

        SectionList {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.stacked ? root.width : root.width / 3
            current: root.open
            visible: !root.nested

            onChosen: section => Shell.section = section
        }

        Loader {
            Layout.fillHeight: true
            Layout.fillWidth: true
            Layout.preferredWidth: root.nested ? root.width : root.width * 2 / 3
            active: visible
            source: root.file(root.open)
            visible: root.nested || !root.stacked
        }
    }
}
