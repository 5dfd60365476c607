import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls

// How the HMI looks, what time it has, and whether it lives.
DeskScroll {
    id: root

    RowLayout {
        spacing: Desk.gap

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Desk.gap

            LookPanel {
                Layout.fillWidth: true
            }

            DisplayPanel {
                Layout.fillWidth: true
            }
        }

        ColumnLayout {
            Layout.alignment: Qt.AlignTop
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            spacing: Desk.gap

            ClockPanel {
                Layout.fillWidth: true
            }

            LifePanel {
                Layout.fillWidth: true
            }
        }
    }
}
