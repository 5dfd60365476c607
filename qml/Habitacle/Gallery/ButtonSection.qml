pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    StateFlow {
        title: "Button"

        delegate: Specimen {
            id: plain

            required property string modelData

            word: plain.modelData

            Button {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                down: plain.modelData === "pressed" || pressed
                enabled: plain.modelData !== "disabled"
                locked: plain.modelData === "locked"
                ringShown: plain.modelData === "focused" || visualFocus
                text: Say.it("Filters")
            }
        }
    }

    StateFlow {
        title: "Button, primary"

        delegate: Specimen {
            id: primary

            required property string modelData

            word: primary.modelData

            Button {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                down: primary.modelData === "pressed" || pressed
                enabled: primary.modelData !== "disabled"
                iconName: "car-wrench"
                locked: primary.modelData === "locked"
                primary: true
                ringShown: primary.modelData === "focused" || visualFocus
                text: Say.it("Book")
            }
        }
    }

    StateFlow {
        title: "IconButton"

        delegate: Specimen {
            id: icon

            required property string modelData

            word: icon.modelData

            IconButton {
                directional: true
                down: icon.modelData === "pressed" || pressed
                enabled: icon.modelData !== "disabled"
                iconName: "arrow-left"
                locked: icon.modelData === "locked"
                name: "Back"
                ringShown: icon.modelData === "focused" || visualFocus
            }
        }
    }

    StateFlow {
        title: "ChipButton"

        delegate: Specimen {
            id: chip

            required property string modelData

            word: chip.modelData

            ChipButton {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                down: chip.modelData === "pressed" || pressed
                enabled: chip.modelData !== "disabled"
                iconName: "share-variant"
                locked: chip.modelData === "locked"
                ringShown: chip.modelData === "focused" || visualFocus
                text: Say.it("2 shared")
            }
        }
    }

    StateFlow {
        title: "CardButton"

        delegate: Specimen {
            id: card

            required property string modelData

            wide: true
            word: card.modelData

            CardButton {
                Layout.fillWidth: true
                bar: Theme.warning
                down: card.modelData === "pressed" || pressed
                enabled: card.modelData !== "disabled"
                locked: card.modelData === "locked"
                name: "Front brake pads"
                ringShown: card.modelData === "focused" || visualFocus

                RowBody {
                    iconColor: Theme.warning
                    iconName: "alert"
                    subtitle: Say.it("In 9,000 km, no hurry")
                    title: Say.it("Replace the front brake pads")
                }
            }
        }
    }
}
