pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

Section {
    Exhibit {
        word: "Type"

        Flow {
            Layout.fillWidth: true
            spacing: Theme.space24

            Repeater {
                model: [Theme.caption, Theme.body, Theme.title, Theme.headline, Theme.display48, Theme.display64, Theme.display80, Theme.display120]

                Label {
                    required property int modelData

                    size: modelData
                    text: "Ag 312"
                }
            }
        }
    }

    StateFlow {
        stateNames: ["ok", "info", "warning", "critical", "none", "unknown"]
        title: "StatusIcon"

        delegate: Specimen {
            id: status

            required property string modelData

            StatusIcon {
                status: status.modelData
                word: Say.it(status.modelData)
            }
        }
    }

    StateFlow {
        stateNames: ["accent", "ok", "warning", "critical", "info"]
        title: "Colours on their tints"

        delegate: Plate {
            id: tint

            required property string modelData

            color: tint.modelData === "accent" ? Theme.tintAccent : Theme.stateTint(tint.modelData)
            implicitHeight: Theme.touch
            implicitWidth: Theme.dp(180)

            Label {
                anchors.centerIn: parent
                color: tint.modelData === "accent" ? Theme.accent : Theme.stateColor(tint.modelData)
                text: tint.modelData
            }
        }
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        Specimen {
            word: "Chip"

            Chip {
                iconName: "lock"
                text: Say.it("Stays in the car")
            }
        }

        Specimen {
            word: "Icon"

            RowLayout {
                Icon {
                    name: "gauge"
                    size: Theme.iconPrimary
                }

                Icon {
                    name: "gauge"
                }

                Icon {
                    name: "gauge"
                    size: Theme.iconTertiary
                }
            }
        }

        Specimen {
            word: "Card, raised, with a bar"

            Card {
                bar: Theme.warning
                raised: true

                Label {
                    text: Say.it("A card")
                }
            }
        }
    }
}
