pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls

Section {
    StateFlow {
        stateNames: ["neither", "refuse", "accept", "locked", "disabled"]
        title: "ChoicePair"

        delegate: Specimen {
            id: pair

            required property string modelData
            property string choice: pair.modelData === "neither" || pair.modelData === "locked" ? "" : pair.modelData === "disabled" ? "refuse" : pair.modelData

            wide: true
            word: pair.modelData

            ChoicePair {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                acceptLocked: pair.modelData === "locked"
                acceptText: Say.it("Accept")
                choice: pair.choice
                enabled: pair.modelData !== "disabled"
                refuseText: Say.it("Refuse")
                subject: "My workshop"

                onAccepted: pair.choice = "accept"
                onRefused: pair.choice = "refuse"
            }
        }
    }

    StateFlow {
        title: "Segment"

        delegate: Specimen {
            id: part

            required property string modelData

            word: part.modelData

            Segment {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                down: part.modelData === "pressed" || pressed
                enabled: part.modelData !== "disabled"
                locked: part.modelData === "locked"
                ringShown: part.modelData === "focused" || visualFocus
                text: Say.it("Night")
            }

            Segment {
                Layout.fillWidth: true
                Layout.maximumWidth: implicitWidth
                chosen: true
                down: part.modelData === "pressed" || pressed
                enabled: part.modelData !== "disabled"
                locked: part.modelData === "locked"
                ringShown: part.modelData === "focused" || visualFocus
                text: Say.it("Night")
            }
        }
    }

    StateFlow {
        stateNames: ["usual", "locked", "disabled"]
        title: "SegmentedChoice"

        delegate: Specimen {
            id: choice

            required property string modelData
            property int current: 1

            wide: true
            word: choice.modelData

            SegmentedChoice {
                Layout.fillWidth: true
                current: choice.current
                enabled: choice.modelData !== "disabled"
                locked: choice.modelData === "locked"
                options: [Say.it("Auto"), Say.it("Day"), Say.it("Night")]
                subject: "Colours"

                onChosen: index => choice.current = index
            }
        }
    }

    StateFlow {
        stateNames: ["usual", "pressed", "focused", "disabled"]
        title: "Slider"

        delegate: Specimen {
            id: slide

            required property string modelData

            word: slide.modelData

            Slider {
                enabled: slide.modelData !== "disabled"
                held: slide.modelData === "pressed" || pressed
                name: "Brightness"
                ringShown: slide.modelData === "focused" || visualFocus
                value: 0.3
            }
        }
    }
}
