pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Vehicle

// The alert to name first, or what is known when there is none.
Item {
    id: root

    readonly property bool alarmed: Maintenance.count > 0
    readonly property bool faulty: !root.alarmed && Vehicle.faultCount.shown && Vehicle.faultCount.value > 0
    readonly property bool supported: Vehicle.tyreLowest.supported
    readonly property bool known: Maintenance.tyresJudged && Vehicle.tyreLowest.shown && Vehicle.tyreLowest.state === "valid"
    readonly property string status: !root.supported ? "none" : root.known ? "ok" : "unknown"
    readonly property string headline: {
        if (!root.supported)
            //: Headline of the advice card: nothing to report.
            return qsTr("No advice for your car");
        if (root.known)
            //: Headline of the advice card: all tyres checked, nothing to report.
            return qsTr("All good");
        //: Headline of the advice card: the tyre pressures are not known.
        return qsTr("Tyres not checked");
    }
    readonly property string line: {
        if (!root.supported)
            //: Second line of the advice card.
            return qsTr("This car does not report its tyre pressures.");
        if (root.known)
            //: Second line of the advice card: what was checked.
            return qsTr("All four tyre pressures checked.");
        if (!Maintenance.tyresJudged)
            //: Second line of the advice card: the maker's tyre pressures are missing for this model.
            return qsTr("The right pressures of this car are not known.");
        return words.text;
    }

    // A narrow card has no room beside the words.
    readonly property bool narrow: Theme.compact && Theme.layout === "landscape"
    readonly property string more: {
        if (Maintenance.count < 2)
            return "";
        //: Number of further alerts. %n is a number.
        //~ max 12
        return qsTr("+%n more", "", Maintenance.count - 1);
    }

    implicitHeight: root.alarmed ? alert.implicitHeight : root.faulty ? faults.implicitHeight : calm.implicitHeight

    ReadingWords {
        id: words

        reading: Vehicle.tyreLowest
    }

    Loader {
        id: alert

        active: root.alarmed
        anchors.fill: parent

        sourceComponent: AlertAdvice {
            more: root.more
            narrow: root.narrow
        }
    }

    Loader {
        id: faults

        active: root.faulty
        anchors.fill: parent

        sourceComponent: FaultAdvice {
            narrow: root.narrow
        }
    }

    Card {
        id: calm

        Accessible.description: root.line
        Accessible.name: root.headline
        Accessible.role: Accessible.Grouping
        anchors.fill: parent
        visible: !root.alarmed && !root.faulty

        RowLayout {
            spacing: Theme.gap

            StatusIcon {
                Layout.leftMargin: Theme.space8
                size: Theme.compact ? Theme.iconPrimary : Theme.dp(64)
                status: root.status
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.space8

                Label {
                    Layout.fillWidth: true
                    size: Theme.title
                    strong: true
                    text: root.headline
                }

                Label {
                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    text: root.line
                }
            }
        }
    }
}
