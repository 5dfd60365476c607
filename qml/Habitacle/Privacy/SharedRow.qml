import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One permission in force and its end; takes no room when it is not in force.
Item {
    id: root

    required property string purposeId
    required property string recipientId
    required property string recipientName
    required property string consentState
    required property string title
    // A language without a text for the purpose still says whom to stop.
    readonly property string subject: root.title !== "" ? root.title : root.recipientName
    readonly property bool given: root.consentState === "given" || root.consentState === "renewed"

    height: root.given ? row.implicitHeight + Theme.space16 : 0
    visible: root.given

    RowLayout {
        id: row

        spacing: Theme.space16
        width: parent.width

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.dp(4)

            Label {
                Layout.fillWidth: true
                strong: true
                text: root.subject
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: Theme.caption
                text: root.recipientName
                visible: root.title !== ""
            }
        }

        Button {
            //: Accessible name of the button that ends one permission. %1 is what it is for.
            name: Fmt.fill(qsTr("Turn off: %1"), [root.subject])
            //: Button: ends this permission.
            //~ max 14
            text: qsTr("Turn off")

            onActivated: Consent.withdraw(root.purposeId, root.recipientId)
        }
    }
}
