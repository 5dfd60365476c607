import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The link to the backend: an icon, and a word where there is room. It leads to what is known of it.
Pressable {
    id: root

    property bool worded: true
    readonly property real wordWidth: Theme.space8 + metrics.advanceWidth
    readonly property bool sending: Sync.link === "up" && Sync.pending > 0
    readonly property string word: {
        switch (Sync.link) {
        case "up":
            //: Status bar: how many messages wait to be sent to the backend.
            //~ max 18
            const sending = qsTr("%n to send", "", Sync.pending);
            //: Status bar: everything was sent to the backend.
            //~ max 18
            return root.sending ? sending : qsTr("In sync");
        case "connecting":
            //: Status bar: the app is connecting to the backend.
            //~ max 18
            return qsTr("Connecting");
        case "rejected":
        case "attention":
        case "identity_missing":
        case "identity_expired":
        case "identity_not_yet_valid":
        case "server_untrusted":
            //: Status bar: the link to the backend needs the driver or the workshop.
            //~ max 18
            return qsTr("Check the link");
        default:
            //: Status bar: no link to the backend; the app works on.
            //~ max 18
            return qsTr("Offline");
        }
    }
    readonly property string picture: {
        switch (Sync.link) {
        case "up":
            if (Sync.troubled)
                return "cloud-alert-outline";
            return root.sending ? "cloud-upload-outline" : "cloud-check-outline";
        case "connecting":
            return "cloud-sync-outline";
        case "rejected":
        case "attention":
        case "identity_missing":
        case "identity_expired":
        case "identity_not_yet_valid":
        case "server_untrusted":
            return "cloud-alert-outline";
        default:
            return "cloud-off-outline";
        }
    }

    leftPadding: root.worded ? Theme.space12 : 0
    //: Full name of the connection's sign for a screen reader. %1 is for instance "In sync".
    name: Fmt.fill(qsTr("Connection: %1"), [root.word])
    ringRadius: root.height / 2
    rightPadding: leftPadding

    background: Face {
        border.width: root.down ? Theme.ring : 0
        down: root.down
        ground: Theme.transparent
        radius: height / 2
    }
    contentItem: RowLayout {
        spacing: Theme.space8

        Icon {
            Layout.alignment: Qt.AlignCenter
            color: Theme.textSecondary
            name: root.picture
        }

        Label {
            id: label

            Accessible.ignored: true
            color: Theme.textSecondary
            size: Theme.caption
            text: root.word
            visible: root.worded
            wrap: false
        }
    }

    onActivated: Shell.navigate("settings/connectivity")

    TextMetrics {
        id: metrics

        font: label.font
        text: root.word
    }
}
