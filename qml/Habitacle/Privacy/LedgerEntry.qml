import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One message: what it was and how large, when it left and to whom.
RowLayout {
    id: root

    required property double timeMs
    required property string kind
    required property string recipientName
    required property int bytes
    readonly property bool today: Fmt.date(root.timeMs, Fmt.revision) === Fmt.date(Wall.epochMs, Fmt.revision)
    readonly property string when: root.today ? Fmt.time(root.timeMs, Fmt.revision) : Fmt.dateTime(root.timeMs, Fmt.revision)
    readonly property string what: {
        switch (root.kind) {
        case "state":
            //: Entry of the list of what left the car: the app said that it is connected or not.
            return qsTr("Connection state");
        case "cmdack":
            //: Entry of the list of what left the car: the manufacturer was told whether a command of its was carried out.
            return qsTr("Answer to a command");
        case "maintenance":
            //: Entry of the list of what left the car: a warning sent to the workshop.
            return qsTr("Maintenance record");
        case "withdraw":
            //: Entry of the list of what left the car: a recipient was told that consent ended.
            return qsTr("Withdrawal notice");
        default:
            return root.kind;
        }
    }

    //: One entry for a screen reader: what, when, recipient, size.
    Accessible.name: Fmt.fill(qsTr("%1, %2, to %3, %4"), [root.what, root.when, root.recipientName, size.text])
    Accessible.role: Accessible.ListItem
    spacing: Theme.space16

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Theme.dp(4)

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            text: root.what
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            //: When something left the car and to whom. "18:05 · Garage Demo".
            text: Fmt.fill(qsTr("%1 · %2"), [root.when, root.recipientName])
        }
    }

    Label {
        id: size

        Accessible.ignored: true
        Layout.alignment: Qt.AlignTop
        color: Theme.textSecondary
        text: Fmt.bytes(root.bytes, Fmt.revision)
        wrap: false
    }
}
