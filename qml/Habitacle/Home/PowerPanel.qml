import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// Power now: out of the battery while driving, into it while slowing down or charging.
Tile {
    id: root

    readonly property Reading power: Vehicle.power
    readonly property bool into: root.power.shown && root.power.value > 0
    readonly property bool out: root.power.shown && root.power.value < 0
    readonly property string word: {
        if (!root.power.shown)
            //: The car does not say how much power it uses.
            //~ dp 220
            return qsTr("Not known");
        if (root.into)
            //: Power flows into the battery that drives the car.
            //~ dp 220
            return Vehicle.isCharging.flag ? qsTr("Charging") :
            //: Power flows back into the battery while the car slows down.
            //~ dp 220
            qsTr("Recovering");
        //: Power flows out of the battery; or none does.
        //~ dp 220
        return root.out ? qsTr("In use") :
        //: No power flows into or out of the battery.
        //~ dp 220
        qsTr("At rest");
    }

    iconName: "lightning-bolt"
    //: Title of a tile: electric power now.
    title: qsTr("Power")

    Item {
        id: room

        // Below this the number and its word no longer stand inside the ring.
        readonly property bool low: room.height < Theme.dp(180 * Theme.textScale)
        readonly property int lowSize: Math.max(Theme.title, Math.min(Theme.display48, Math.floor(room.height / 1.2)))

        anchors.fill: parent

        RingGauge {
            readonly property real side: Math.min(room.width, room.height * 1.12, Theme.dp(Theme.roomy ? 720 : 520))

            anchors.centerIn: parent
            anchors.verticalCenterOffset: side * 0.05
            fill: root.into ? Theme.ok : Theme.accent
            height: side
            known: root.power.shown
            name: root.title
            thickness: Theme.dp(Theme.compact ? 14 : 18)
            value: Math.abs(root.power.value) / Vehicle.powerRingKw
            visible: !room.low
            width: side

            ColumnLayout {
                anchors.centerIn: parent
                spacing: 0

                ReadingText {
                    Layout.alignment: Qt.AlignHCenter
                    explain: false
                    factor: root.out ? -1 : 1
                    name: root.title
                    reading: root.power
                    size: Theme.compact ? Theme.display48 : Theme.roomy ? Theme.display120 : Theme.display64
                    unit: "kW"
                }

                Label {
                    Layout.alignment: Qt.AlignHCenter
                    color: root.into ? Theme.ok : Theme.textSecondary
                    horizontalAlignment: Text.AlignHCenter
                    size: Theme.caption
                    text: root.word
                }
            }
        }

        ColumnLayout {
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Theme.space8
            visible: room.low

            RowLayout {
                spacing: Theme.space16

                ReadingText {
                    explain: false
                    factor: root.out ? -1 : 1
                    name: root.title
                    reading: root.power
                    size: room.lowSize
                    unit: "kW"
                }

                Label {
                    Layout.fillWidth: true
                    color: root.into ? Theme.ok : Theme.textSecondary
                    horizontalAlignment: Text.AlignRight
                    size: Theme.caption
                    text: root.word
                }
            }

            ProgressBar {
                Layout.fillWidth: true
                fill: root.into ? Theme.ok : Theme.accent
                known: root.power.shown
                name: root.title
                value: Math.min(1, Math.abs(root.power.value) / Vehicle.powerRingKw)
                visible: room.height >= Theme.dp(90)
            }
        }
    }
}
