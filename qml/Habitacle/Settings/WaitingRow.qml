import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// So many of a kind wait, since when, and why; the driver's own answer can be changed from here.
ColumnLayout {
    id: root

    required property string kind
    required property int amount
    required property real ageSeconds
    required property string holdTitle
    required property string holdAdvice
    required property bool forPrivacy

    Accessible.description: root.holdTitle
    Accessible.name: words.text
    Accessible.role: Accessible.ListItem
    spacing: Theme.dp(4)

    WaitingWords {
        id: words

        kind: root.kind
        rows: root.amount
    }

    RowLayout {
        spacing: Theme.space16

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            text: words.text
        }

        Label {
            Accessible.ignored: true
            color: Theme.textSecondary
            size: Theme.caption
            //: How long the oldest of them has waited. %1 is a duration such as "2 h".
            text: Fmt.fill(qsTr("for %1"), [Fmt.duration(root.ageSeconds, Fmt.revision)])
            visible: !Number.isNaN(root.ageSeconds)
            wrap: false
        }
    }

    Label {
        Layout.fillWidth: true
        color: Theme.textSecondary
        size: Theme.caption
        //: Why something is not sent. %1 is the reason as a short phrase, %2 a sentence that explains it.
        text: Fmt.fill(qsTr("%1. %2"), [root.holdTitle, root.holdAdvice])
        visible: root.holdTitle !== ""
    }

    Button {
        iconName: "shield-account"
        //: Button: opens the privacy screen, where the driver can allow what waits. Read with what waits, %1.
        name: Fmt.fill(qsTr("Open Privacy: %1"), [words.text])
        //: Button: opens the privacy screen.
        //~ max 18
        text: qsTr("Open Privacy")
        visible: root.forPrivacy

        onActivated: Shell.navigate("settings/privacy")
    }
}
