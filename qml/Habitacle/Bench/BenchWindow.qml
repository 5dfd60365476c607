pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Window
import Habitacle.Bench.Controls
import Habitacle.Model
import Habitacle.Theme

// The tester's window: the car on the left, everything else in tabs, what is wrong below.
Window {
    id: root

    property int tab: 0
    readonly property list<string> titles: ["Car", "Faults", "Network", "Cloud", "HMI", "Inspector", "Ledger"]
    readonly property list<string> files: ["CarTab", "FaultTab", "NetworkTab", "CloudTab", "HmiTab", "InspectorTab", "LedgerTab"]

    color: Theme.background
    height: Math.max(Display.startHeight, root.minimumHeight)
    minimumHeight: 760
    minimumWidth: 1280
    title: "Habitacle bench"
    visible: true
    width: Math.max(Display.startWidth, root.minimumWidth)

    Component.onCompleted: Bench.show(true)
    onVisibilityChanged: Bench.show(root.visibility !== Window.Hidden && root.visibility !== Window.Minimized)

    Shortcut {
        context: Qt.ApplicationShortcut
        sequences: ["F5", "Ctrl+R"]

        onActivated: Bench.reset()
    }

    Shortcut {
        context: Qt.ApplicationShortcut
        sequences: ["Ctrl++", "Ctrl+="]

        onActivated: Desk.larger(0.1)
    }

    Shortcut {
        context: Qt.ApplicationShortcut
        sequence: "Ctrl+-"

        onActivated: Desk.larger(-0.1)
    }

    Shortcut {
        context: Qt.ApplicationShortcut
        sequence: "Ctrl+0"

        onActivated: Desk.zoom = 1
    }

    Instantiator {
        model: root.titles

        Shortcut {
            required property int index

            context: Qt.ApplicationShortcut
            sequence: "Ctrl+" + (index + 1)

            onActivated: root.tab = index
        }
    }

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Desk.gap
        spacing: Desk.px(10)

        TopBar {
            Layout.fillWidth: true
        }

        Split {
            Layout.fillHeight: true
            Layout.fillWidth: true

            Side {
                least: Desk.px(370)
                wanted: Desk.px(410)

                DrivePane {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                }
            }

            Side {
                fills: true
                least: Desk.px(560)

                DeskTabs {
                    Layout.bottomMargin: Desk.gap
                    Layout.fillWidth: true
                    current: root.tab
                    titles: root.titles

                    onChosen: index => root.tab = index
                }

                Loader {
                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    objectName: "tab"
                    source: Qt.resolvedUrl(root.files[root.tab] + ".qml")
                }
            }
        }

        ActiveStrip {
            Layout.fillWidth: true
        }
    }
}
