pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// All vehicle signals for a tester, on a desk or beside the driver: also while driving.
FocusScope {
    id: root

    readonly property list<string> filters: ["all", "wrong", "changing"]
    readonly property list<string> words: ["All", "Not valid", "Changing"]
    property string filter: "all"

    function look() {
        const top = Math.max(0, list.contentY - list.originY);
        Signals.look(Math.floor(top / columns.rowHeight), Math.floor((top + list.height) / columns.rowHeight));
    }

    LayoutMirroring.childrenInherit: true
    LayoutMirroring.enabled: false

    Component.onCompleted: {
        Signals.search("");
        Signals.choose("all");
        Signals.setActive(root.visible);
        root.look();
    }
    Component.onDestruction: Signals.setActive(false)
    onVisibleChanged: Signals.setActive(root.visible)

    SignalColumns {
        id: columns

        width: list.width - Theme.space24
    }

    Card {
        anchors.fill: parent

        ColumnLayout {
            spacing: Theme.space8

            RowLayout {
                spacing: Theme.gap

                SearchField {
                    id: field

                    Layout.fillWidth: true
                    enabled: Restrictions.allowed.includes("text_entry")
                    focus: true
                    name: "Search"
                    note: Signals.count
                    placeholderText: columns.narrow ? "Search" : "Path, message, unit or state"

                    Keys.onDownPressed: list.forceActiveFocus()
                    onTextEdited: Signals.search(field.text)
                }

                Repeater {
                    model: root.filters

                    ChipButton {
                        id: chip

                        required property int index
                        required property string modelData
                        readonly property bool chosen: chip.modelData === root.filter

                        Accessible.checkable: true
                        Accessible.checked: chip.chosen
                        Accessible.role: Accessible.RadioButton
                        iconColor: Theme.text
                        iconName: chip.chosen ? "check" : ""
                        text: root.words[chip.index]

                        onActivated: {
                            root.filter = chip.modelData;
                            Signals.choose(chip.modelData);
                        }
                    }
                }
            }

            SignalHeader {
                Layout.fillWidth: true
                columns: columns
                visible: !columns.narrow
            }

            ListView {
                id: list

                Layout.fillHeight: true
                Layout.fillWidth: true
                activeFocusOnTab: true
                boundsBehavior: Flickable.StopAtBounds
                clip: true
                model: Signals.table
                objectName: "signals"
                reuseItems: true

                delegate: SignalRow {
                    id: row

                    columns: columns
                    width: columns.width

                    // A row that waits for its next use must not be found, nor read aloud.
                    ListView.onPooled: row.visible = false
                    ListView.onReused: row.visible = true
                }

                Keys.onDownPressed: list.contentY = Math.min(list.contentY + columns.rowHeight, Math.max(list.originY, list.originY + list.contentHeight - list.height))
                Keys.onUpPressed: list.contentY = Math.max(list.originY, list.contentY - columns.rowHeight)
                onContentYChanged: root.look()
                onCountChanged: root.look()
                onHeightChanged: root.look()

                FocusRing {
                    parent: list
                    shown: list.activeFocus
                    z: 1
                }

                Plate {
                    color: Theme.outline
                    height: Math.max(Theme.touch, list.height * list.visibleArea.heightRatio)
                    parent: list
                    radius: width / 2
                    visible: list.contentHeight > list.height
                    width: Theme.bar
                    x: list.width - width
                    y: list.visibleArea.yPosition * list.height
                }

                EmptyState {
                    anchors.fill: parent
                    iconName: "magnify"
                    parent: list
                    title: "No such signal"
                    visible: list.count === 0
                }
            }
        }
    }
}
