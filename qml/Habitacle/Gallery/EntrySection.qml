pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    Flow {
        Layout.fillWidth: true
        spacing: Theme.space32

        Specimen {
            word: "Keypad, a number"

            Keypad {
                Layout.preferredWidth: Theme.dp(420)
                decimal: true
                name: "Amount"
                text: "12.5"
            }
        }

        Specimen {
            word: "Keypad, a PIN"

            Keypad {
                Layout.preferredWidth: Theme.dp(420)
                maximumLength: 6
                minimumLength: 4
                name: "PIN"
                secret: true
                text: "123"
            }
        }
    }

    Specimen {
        wide: true
        word: "LetterKeypad"

        LetterKeypad {
            Layout.fillWidth: true
            Layout.maximumWidth: broadest
            doneText: Say.it("Save")
            name: "Name"
            text: "Zo"
        }
    }

    StateFlow {
        stateNames: ["usual", "locked"]
        title: "LetterField"

        delegate: Specimen {
            id: written

            required property string modelData

            word: written.modelData

            LetterField {
                implicitWidth: Theme.dp(360)
                locked: written.modelData === "locked"
                name: "Name"
                text: "Claire Martin-Dubois"
            }
        }
    }

    StateFlow {
        stateNames: ["usual", "pressed", "focused", "selected", "locked", "disabled"]
        title: "KeypadKey"

        delegate: Specimen {
            id: key

            required property string modelData

            word: key.modelData

            KeypadKey {
                down: key.modelData === "pressed" || pressed
                enabled: key.modelData !== "disabled"
                locked: key.modelData === "locked"
                ringShown: key.modelData === "focused" || visualFocus
                selected: key.modelData === "selected"
                text: "5"
            }
        }
    }

    StateFlow {
        stateNames: ["usual", "focused", "typed", "disabled"]
        title: "SearchField"

        delegate: Specimen {
            id: field

            required property string modelData

            wide: true
            word: field.modelData

            SearchField {
                Layout.fillWidth: true
                enabled: field.modelData !== "disabled"
                name: "Find a signal"
                note: "12"
                placeholderText: Say.it("Find a signal")
                ringShown: field.modelData === "focused" || activeFocus
                text: field.modelData === "typed" ? "Speed" : ""
            }
        }
    }
}
