pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    id: root

    readonly property list<string> statuses: ["ok", "info", "warning", "critical", "none"]

    StateFlow {
        stateNames: root.statuses
        title: "Banner"

        delegate: Specimen {
            id: banner

            required property string modelData

            wide: true
            word: banner.modelData

            Banner {
                Layout.fillWidth: true
                iconName: "car-off"
                status: banner.modelData
                text: Say.it("The car sends no data; values may be old.")
            }
        }
    }

    StateFlow {
        stateNames: root.statuses
        title: "Notice"

        delegate: Specimen {
            id: notice

            required property string modelData

            wide: true
            word: notice.modelData

            Notice {
                Layout.fillWidth: true
                actionText: notice.modelData === "none" ? "" : Say.it("Details")
                status: notice.modelData
                text: Say.it("It was 2.3 bar a week ago.")
                title: Say.it("Tyre pressure is falling")
            }
        }
    }

    Exhibit {
        word: "BusyRow, after two seconds"

        BusyRow {
            Layout.fillWidth: true
            busy: true
            delay: 1
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        Specimen {
            wide: true
            word: "EmptyState"

            EmptyState {
                Layout.fillWidth: true
                iconName: "storefront"
                text: Say.it("Offers of partners you have chosen appear here.")
                title: Say.it("No offers yet")
            }
        }

        Specimen {
            wide: true
            word: "ErrorState"

            ErrorState {
                Layout.fillWidth: true
                text: Say.it("Check the connection of the car, then try again.")
                title: Say.it("Stations cannot be loaded")
            }
        }
    }
}
