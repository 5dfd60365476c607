import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// A cycle or a CAN log, dropped here or named, and how far it has come.
ColumnLayout {
    id: root

    readonly property bool playing: BenchDrive.duration > 0

    spacing: Desk.tight

    RowLayout {
        spacing: Desk.tight

        DeskField {
            id: file

            Layout.fillWidth: true
            name: "Cycle or CAN log"
            placeholderText: "Drop a cycle (CSV) or a CAN log, or type its path"

            onEntered: text => BenchDrive.play(text)

            DropArea {
                anchors.fill: parent

                onDropped: drop => {
                    if (drop.hasUrls) {
                        file.text = drop.urls[0].toString();
                        BenchDrive.play(file.text);
                    }
                }
            }
        }

        DeskButton {
            enabled: file.text !== "" && !BenchDrive.loading
            name: "Play the file"
            text: BenchDrive.loading ? "Reading" : "Play"

            onActivated: BenchDrive.play(file.text)
        }
    }

    DeskText {
        Layout.fillWidth: true
        size: Desk.small
        text: (BenchDrive.mode === "log" ? "CAN log " : "Cycle ") + BenchDrive.title + ": " + BenchDrive.elapsed + " of " + BenchDrive.duration + " s"
        visible: root.playing
    }
}
