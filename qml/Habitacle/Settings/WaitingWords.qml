import QtQml

// How many of a kind of message, in the words a driver knows.
QtObject {
    id: root

    required property string kind
    required property int rows
    readonly property string text: {
        switch (root.kind) {
        case "withdrawal":
            //: What waits to be sent: permissions that the driver took back.
            return qsTr("%n withdrawals of permission", "", root.rows);
        case "call":
            //: What waits to be sent: calls for roadside assistance.
            return qsTr("%n calls for assistance", "", root.rows);
        case "order":
            //: What waits to be sent: requests about orders (charging, parking).
            return qsTr("%n order messages", "", root.rows);
        case "payment":
            //: What waits to be sent: proofs of payment.
            return qsTr("%n payment messages", "", root.rows);
        case "appointment":
            //: What waits to be sent: requests about workshop appointments.
            return qsTr("%n appointment messages", "", root.rows);
        case "record":
            //: What waits to be sent: maintenance records for the workshop.
            return qsTr("%n maintenance records", "", root.rows);
        case "report":
            //: What waits to be sent: driving scores for the insurer.
            return qsTr("%n driving reports", "", root.rows);
        case "loyalty":
            //: What waits to be sent: loyalty points claimed or used.
            return qsTr("%n loyalty entries", "", root.rows);
        case "profile":
            //: What waits to be sent: changes of the driver's profile.
            return qsTr("%n profile changes", "", root.rows);
        case "right":
            //: What waits to be sent: use of functions the driver has bought.
            return qsTr("%n uses of a bought function", "", root.rows);
        case "update":
            //: What waits to be sent: reports on software updates.
            return qsTr("%n update reports", "", root.rows);
        case "share":
            //: What waits to be sent: measured values that the driver shares.
            return qsTr("%n packets of shared values", "", root.rows);
        case "statistics":
            //: What waits to be sent: counts and searches without the car's identity.
            return qsTr("%n anonymous messages", "", root.rows);
        case "rest":
            //: What waits to be sent: further messages of a long queue, of any kind.
            return qsTr("%n further messages", "", root.rows);
        default:
            //: What waits to be sent: messages of a kind that has no name of its own.
            return qsTr("%n other messages", "", root.rows);
        }
    }
}
