import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Vehicle

// The charging cable and what flows through it, from the car's own signals.
Tile {
    id: root

    readonly property bool charging: Vehicle.isCharging.shown && Vehicle.isCharging.flag
    readonly property bool plugged: Vehicle.cableConnected.shown && Vehicle.cableConnected.flag
    readonly property bool unplugged: Vehicle.cableConnected.shown && !Vehicle.cableConnected.flag && !root.charging
    readonly property string cableState: root.charging ? "charging" : root.plugged ? "plugged" : root.unplugged ? "unplugged" : "unknown"
    readonly property string word: {
        switch (root.cableState) {
        case "charging":
            //: State of the charging cable.
            return qsTr("Charging");
        case "plugged":
            //: State of the charging cable: connected, no power flows.
            return qsTr("Plugged in, not charging");
        case "unplugged":
            //: State of the charging cable.
            return qsTr("Not plugged in");
        default:
            //: State of the charging cable: the car does not say.
            return cable.text !== "" ? cable.text : qsTr("Not known");
        }
    }

    // The level also stands beside the range.
    readonly property bool low: root.height < Theme.dp(230)

    iconColor: root.charging ? Theme.accent : Theme.textSecondary
    iconName: "ev-station"
    //: Title of a tile: charging of the battery that drives the car.
    title: qsTr("Charging")

    ReadingWords {
        id: cable

        reading: Vehicle.cableConnected.supported ? Vehicle.cableConnected : Vehicle.isCharging
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.topMargin: Theme.space8
        spacing: root.low ? Theme.space8 : Theme.space12

        Item {
            Layout.fillHeight: true
        }

        GridLayout {
            Layout.fillWidth: true
            columnSpacing: Theme.space16
            columns: root.low ? 2 : 1
            rowSpacing: Theme.space12
            visible: root.charging

            ReadingText {
                decimals: 1
                explain: false
                //: What the number of the charging tile is.
                name: qsTr("Charging power")
                reading: Vehicle.chargingPower
                size: Theme.compact ? Theme.display48 : Theme.roomy ? Theme.display80 : Theme.display64
                unit: "kW"
                visible: Vehicle.chargingPower.supported
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                horizontalAlignment: root.low ? Text.AlignRight : Text.AlignLeft
                text: {
                    if (!Vehicle.timeToComplete.shown || Vehicle.timeToComplete.value <= 0)
                        return root.word;
                    //: How long the car still charges. %1 is a duration such as "1 h 20 min".
                    return Fmt.fill(qsTr("%1 left"), [Fmt.duration(Vehicle.timeToComplete.value, Fmt.revision)]);
                }
            }
        }

        Icon {
            Layout.alignment: Qt.AlignHCenter
            color: root.plugged ? Theme.accent : Theme.textSecondary
            name: root.plugged ? "power-plug" : root.unplugged ? "power-plug-off" : "help-circle-outline"
            size: Theme.dp(root.low ? 44 : Theme.compact ? 64 : Theme.roomy ? 160 : 80)
            visible: !root.charging
        }

        Label {
            Layout.fillWidth: true
            color: root.cableState === "unknown" ? Theme.textSecondary : Theme.text
            horizontalAlignment: Text.AlignHCenter
            size: Theme.roomy ? Theme.headline : Theme.body
            text: root.word
            visible: !root.charging
        }

        Item {
            Layout.fillHeight: true
        }

        ProgressBar {
            Layout.fillWidth: true
            fill: Theme.accent
            known: Vehicle.soc.shown
            //: Name of the bar that shows how full the drive battery is.
            name: qsTr("Battery level")
            value: Vehicle.soc.value / 100
            visible: root.charging && Vehicle.soc.supported && !root.low
        }
    }
}
