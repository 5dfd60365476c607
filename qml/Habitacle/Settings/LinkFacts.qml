import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

// Since when, until when, how much: what is not known is a dash.
ColumnLayout {
    id: root

    readonly property string next: {
        if (Connectivity.trying)
            //: Value beside "Next attempt": it is being made.
            return qsTr("Under way");
        //: Value beside "Next attempt". %1 is a duration such as "42 s".
        return Fmt.fill(qsTr("In %1"), [Fmt.duration(Connectivity.nextSeconds, Fmt.revision)]);
    }
    readonly property string identity: {
        switch (Connectivity.credentials) {
        case "certificate":
            //: Value beside "Digital identity". %1 is a day.
            return Fmt.fill(qsTr("Valid until %1"), [Fmt.date(Connectivity.credentialsUntilMs, Fmt.revision)]);
        case "plain":
            //: Value beside "Digital identity": an unprotected connection on a tester's desk.
            return qsTr("None, test connection");
        case "none":
            //: Value beside "Digital identity": the car has not got one yet.
            return qsTr("None yet");
        default:
            return "–";
        }
    }
    readonly property string sent: {
        if (Number.isNaN(Connectivity.sentRows))
            return "–";
        //: Value beside "Sent today". %1 is an amount of data such as "12 kB", %n how many messages.
        return Fmt.fill(qsTr("%1 in %n messages", "", Connectivity.sentRows), [Fmt.bytes(Connectivity.sentBytes, Fmt.revision)]);
    }

    spacing: Theme.dp(4)
    visible: Connectivity.code !== "not_set_up"

    FactRow {
        Layout.fillWidth: true
        //: Name of a moment in the past: since then there is a connection.
        readonly property string connected: qsTr("Connected since")
        //: Name of a moment in the past: since then there is no connection.
        readonly property string apart: qsTr("Not connected since")

        name: Connectivity.up ? connected : apart
        value: Fmt.dateTime(Connectivity.sinceMs, Fmt.revision)
    }

    FactRow {
        Layout.fillWidth: true
        //: Name of a moment: the car will try to connect then.
        name: qsTr("Next attempt")
        value: root.next
        visible: !Connectivity.up && (Connectivity.trying || !Number.isNaN(Connectivity.nextSeconds))
    }

    FactRow {
        Layout.fillWidth: true
        //: Name of a moment in the past: the online service confirmed then that it has stored something.
        name: qsTr("Last confirmed")
        value: Fmt.dateTime(Connectivity.confirmedMs, Fmt.revision)
    }

    FactRow {
        Layout.fillWidth: true
        //: Name of an amount of data that left the car today.
        name: qsTr("Sent today")
        value: root.sent
    }

    FactRow {
        Layout.fillWidth: true
        //: Name of a fact: the certificate by which the online service knows the car.
        name: qsTr("Digital identity")
        value: root.identity
    }

    FactRow {
        Layout.fillWidth: true
        //: Name of a code that a workshop may ask for.
        name: qsTr("Code for the workshop")
        value: Connectivity.code
        visible: Connectivity.level !== "ok"
    }
}
