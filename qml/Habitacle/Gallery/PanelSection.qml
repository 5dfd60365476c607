pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls

Section {
    PanelBox {
        id: dialogBox

        word: "Dialog"

        Dialog {
            acceptText: Say.it("Delete")
            open: dialogBox.open
            refuseText: Say.it("Keep")
            text: Say.it("Every trip of this car is deleted from the car and from your phone.")
            title: Say.it("Delete all trips?")

            onAccepted: dialogBox.open = false
            onClosed: dialogBox.open = false
            onRefused: dialogBox.open = false
        }
    }

    PanelBox {
        id: sheetBox

        word: "Sheet"

        Sheet {
            open: sheetBox.open
            title: Say.it("What is shared")

            onClosed: sheetBox.open = false

            ColumnLayout {
                anchors.left: parent.left
                anchors.right: parent.right

                ListRow {
                    Layout.fillWidth: true
                    iconName: "car-wrench"
                    subtitle: Say.it("Wear and fault codes")
                    title: Say.it("My workshop")
                }
            }
        }
    }

    PanelBox {
        id: lockBox

        word: "LockPanel"

        LockPanel {
            open: lockBox.open
            what: Say.it("Language")
            when: Say.it("Available once the car is parked (P).")
            why: Say.it("Locked while driving.")

            onClosed: lockBox.open = false
        }
    }
}
