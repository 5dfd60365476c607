pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One purpose for one recipient: what, to whom, until when, what is missed without it, and the
// two answers side by side. The words are the versioned notice's, not the catalogue's.
Card {
    id: root

    required property string purposeId
    required property string recipientId
    required property string recipientName
    required property string consentState
    required property bool busy
    required property bool askable
    required property bool asked
    required property string title
    required property string summary
    required property list<string> dataItems
    required property string without
    required property string refuseLabel
    required property string acceptLabel
    required property double validUntilMs
    readonly property string subject: root.askable ? root.title : root.recipientName
    readonly property bool given: root.consentState === "given" || root.consentState === "renewed"
    readonly property bool answered: root.given || root.consentState === "refused" || root.consentState === "withdrawn"
    readonly property int detailSize: Theme.roomy ? Theme.body : Theme.caption
    readonly property bool readable: Restrictions.modes.legal === "full"

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    objectName: "purpose " + root.purposeId

    Component.onCompleted: Consent.opened(root.purposeId, root.recipientId)

    // An open question closes without an answer; one already put off is not counted again.
    FlowScope {
        deferring: true
        flow: Fmt.fill("consent %1 %2", [root.purposeId, root.recipientId])
        needs: "setup"
        open: root.askable && root.visible && root.consentState === "unknown"
        route: "settings/privacy"

        onDeferred: Consent.dismiss(root.purposeId, root.recipientId)
    }

    ColumnLayout {
        spacing: Theme.compact ? Theme.space8 : Theme.space16

        RowLayout {
            spacing: Theme.space16

            Icon {
                color: root.given ? Theme.accent : Theme.textSecondary
                name: "car-wrench"
                size: Theme.iconPrimary
            }

            Label {
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: root.subject
            }
        }

        Label {
            Layout.fillWidth: true
            Layout.leftMargin: Theme.compact ? 0 : Theme.iconPrimary + Theme.space16
            size: root.detailSize
            strong: true
            //: Above a consent question that a company put through the backend. %1 is its name.
            text: Fmt.fill(qsTr("%1 asks for this. Nothing is shared unless you accept."), [root.recipientName])
            visible: root.asked && root.askable && !root.answered
        }

        ColumnLayout {
            // A small screen spends no width on the indent, so that the answers stay in sight.
            Layout.leftMargin: Theme.compact ? 0 : Theme.iconPrimary + Theme.space16
            Layout.maximumWidth: Theme.dp(Theme.roomy ? 1800 : 1200)
            spacing: Theme.compact ? Theme.dp(4) : Theme.space8

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: root.detailSize
                text: {
                    //: In place of a consent text while the car is not parked.
                    const later = qsTr("You can read and accept this when the car is parked. Turning it off is always possible.");
                    //: In place of a consent text that does not exist in this language.
                    const untranslated = qsTr("This question has no text in your language yet, so it is not asked.");
                    return !root.askable ? untranslated : root.readable ? root.summary : later;
                }
            }

            Repeater {
                model: root.readable ? root.dataItems : []

                RowLayout {
                    id: item

                    required property string modelData

                    spacing: Theme.space12

                    Plate {
                        color: Theme.textSecondary
                        implicitHeight: Theme.space8
                        implicitWidth: Theme.space8
                        radius: height / 2
                    }

                    Label {
                        Layout.fillWidth: true
                        color: Theme.textSecondary
                        size: root.detailSize
                        text: item.modelData
                    }
                }
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: root.detailSize
                text: root.without
                visible: root.readable && root.askable
            }
        }

        ChoicePair {
            Layout.fillWidth: true
            Layout.maximumWidth: Theme.roomy ? Theme.dp(1260) : Number.POSITIVE_INFINITY
            acceptLocked: !root.readable
            acceptNeeds: "setup"
            acceptText: root.acceptLabel
            choice: root.given ? "accept" : root.answered ? "refuse" : ""
            enabled: !root.busy
            refuseText: root.refuseLabel
            subject: root.title
            visible: root.askable

            onAccepted: Consent.accept(root.purposeId, root.recipientId)
            onRefused: Consent.refuse(root.purposeId, root.recipientId)
        }

        Button {
            //: Accessible name of the button that ends one permission. %1 is what it is for.
            name: Fmt.fill(qsTr("Turn off: %1"), [root.subject])
            //: Button: ends a permission that cannot be asked for in this language.
            //~ max 14
            text: qsTr("Turn off")
            visible: root.given && !root.askable

            onActivated: Consent.withdraw(root.purposeId, root.recipientId)
        }
    }
}
