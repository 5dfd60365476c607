pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    Exhibit {
        word: "ListRow"

        ListRow {
            Layout.fillWidth: true
            iconColor: Theme.warning
            iconName: "car-tire-alert"
            subtitle: Say.it("Rear left, 1.9 bar instead of 2.5")
            title: Say.it("Tyre pressure")
            value: "1.9 bar"
        }
    }

    StateFlow {
        stateNames: [...Say.states, "selected"]
        title: "RowButton"

        delegate: Specimen {
            id: row

            required property string modelData

            wide: true
            word: row.modelData

            RowButton {
                Layout.fillWidth: true
                down: row.modelData === "pressed" || pressed
                enabled: row.modelData !== "disabled"
                iconName: "translate"
                locked: row.modelData === "locked"
                ringShown: row.modelData === "focused" || visualFocus
                selected: row.modelData === "selected"
                subtitle: Say.it("Of all screens")
                title: Say.it("Language")
                value: "English"
            }
        }
    }

    StateFlow {
        stateNames: [...Say.states, "on"]
        title: "SwitchRow"

        delegate: Specimen {
            id: toggle

            required property string modelData
            property bool on: toggle.modelData === "on"

            wide: true
            word: toggle.modelData

            SwitchRow {
                Layout.fillWidth: true
                down: toggle.modelData === "pressed" || pressed
                enabled: toggle.modelData !== "disabled"
                iconName: "theme-light-dark"
                locked: toggle.modelData === "locked"
                on: toggle.on
                ringShown: toggle.modelData === "focused" || visualFocus
                subtitle: Say.it("Keeps the charge below 80 %")
                title: Say.it("Spare the battery")

                onSwitched: on => toggle.on = on
            }
        }
    }

    StateFlow {
        stateNames: [...Say.states, "ticked"]
        title: "TickRow"

        delegate: Specimen {
            id: tick

            required property string modelData
            property bool ticked: tick.modelData === "ticked"

            wide: true
            word: tick.modelData

            TickRow {
                Layout.fillWidth: true
                down: tick.modelData === "pressed" || pressed
                enabled: tick.modelData !== "disabled"
                locked: tick.modelData === "locked"
                ringShown: tick.modelData === "focused" || visualFocus
                subtitle: Say.it("150 kW and more")
                ticked: tick.ticked
                title: Say.it("Fast charging only")

                onSwitched: ticked => tick.ticked = ticked
            }
        }
    }
}
