pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// Chapters on the left, one of them on the right, the switches above.
Page {
    id: root

    readonly property list<string> chapters: ["Foundation", "Button", "Row", "Choice", "Entry", "Value", "Plot", "Message", "Panel"]
    property int current: 0
    // What the open chapter needs to be seen without scrolling.
    readonly property real wholeHeight: look.height + Theme.space12 + 2 * Theme.margin + Math.max(pane.contentHeight, list.contentHeight)

    title: "Gallery"

    Keys.onDownPressed: Shell.moveFocus(root.Window.activeFocusItem, true)
    Keys.onUpPressed: Shell.moveFocus(root.Window.activeFocusItem, false)

    ColumnLayout {
        anchors.fill: parent
        anchors.margins: Theme.margin
        spacing: Theme.space12

        LookBar {
            id: look

            Layout.fillWidth: true
        }

        RowLayout {
            spacing: Theme.gap

            ScrollPane {
                id: list

                Layout.fillHeight: true
                Layout.preferredWidth: Theme.dp(248 * Theme.textScale)
                spacing: Theme.space8

                Repeater {
                    model: root.chapters

                    RowButton {
                        required property int index
                        required property string modelData

                        Layout.fillWidth: true
                        chevron: false
                        selected: index === root.current
                        title: modelData

                        onActivated: root.current = index
                    }
                }
            }

            ScrollPane {
                id: pane

                Layout.fillHeight: true
                Layout.fillWidth: true

                Loader {
                    Layout.fillWidth: true
                    objectName: "chapter"
                    source: root.chapters[root.current] + "Section.qml"

                    onLoaded: pane.contentY = 0
                }
            }
        }
    }
}
