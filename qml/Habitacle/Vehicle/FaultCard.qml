import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One stored fault: what it is and what to do; where, since when and the code in small print.
Card {
    id: root

    required property string title
    required property string advice
    required property string severity
    required property string ecuName
    required property string code
    required property double sinceMs
    required property bool isStale
    required property bool isPending
    readonly property string status: root.isStale ? "unknown" : root.isPending || root.severity === "info" ? "info" : root.severity === "critical" ? "critical" : "warning"
    readonly property string action: root.isPending ?
    //: What to do about a fault that was seen once and is not confirmed.
    qsTr("Nothing to do yet. If it returns, it will be listed as a stored fault.") : root.advice
    readonly property string urgency: {
        switch (root.isPending ? "info" : root.severity) {
        case "critical":
            //: How soon to act on a stored fault. Small line.
            return qsTr("Now");
        case "soon":
            //: How soon to act on a stored fault. Small line.
            return qsTr("Within days");
        case "plan":
            //: How soon to act on a stored fault. Small line.
            return qsTr("In the next weeks");
        default:
            //: How soon to act on a stored fault: it is only information. Small line.
            return qsTr("For information");
        }
    }
    readonly property string facts: Number.isNaN(root.sinceMs) ?
    //: Small line of a stored fault: how soon to act, part of the car, code.
    Fmt.fill(qsTr("%1 · %2 · %3"), [root.urgency, root.ecuName, root.code]) :
    //: Small line of a stored fault: how soon to act, part of the car, date it was first seen, code.
    Fmt.fill(qsTr("%1 · %2 · since %3 · %4"), [root.urgency, root.ecuName, Fmt.date(root.sinceMs, Fmt.revision), root.code])
    readonly property string doubt: {
        if (root.isStale)
            //: Small line of a stored fault: its control unit did not answer the last check.
            return qsTr("Not confirmed by the last check");
        //: Small line of a stored fault: a test failed once and has yet to be repeated.
        return root.isPending ? qsTr("Seen, not confirmed yet") : "";
    }

    Accessible.description: root.action
    Accessible.name: root.title
    Accessible.role: Accessible.ListItem
    bar: Theme.stateColor(root.status)

    RowLayout {
        spacing: Theme.gap

        StatusIcon {
            Accessible.ignored: true
            Layout.alignment: Qt.AlignTop
            Layout.leftMargin: Theme.space8
            size: Theme.iconPrimary
            status: root.status
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.space8

            Label {
                Layout.fillWidth: true
                strong: true
                text: root.title
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                text: root.action
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                size: Theme.caption
                text: root.facts
            }

            RowLayout {
                spacing: Theme.space8
                visible: root.doubt !== ""

                Icon {
                    color: Theme.textSecondary
                    name: "clock-alert-outline"
                    size: Theme.iconTertiary
                }

                Label {
                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    size: Theme.caption
                    text: root.doubt
                }
            }
        }
    }
}
