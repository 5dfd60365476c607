pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Habitacle.Theme

// The tabs of the window; `marks` is a number beside a word, 0 for none.
RowLayout {
    id: root

    required property list<string> titles
    property list<int> marks: []
    property int current: 0

    signal chosen(index: int)

    Accessible.role: Accessible.PageTabList
    spacing: 0

    Repeater {
        id: repeater

        model: root.titles

        T.AbstractButton {
            id: tab

            required property int index
            required property string modelData
            readonly property bool open: tab.index === root.current
            readonly property int mark: root.marks[tab.index] ?? 0

            function step(by: int) {
                const next = repeater.itemAt((tab.index + by + repeater.count) % repeater.count);
                next?.forceActiveFocus(Qt.TabFocusReason);
            }

            Accessible.name: tab.modelData
            Accessible.role: Accessible.PageTab
            Accessible.selected: tab.open
            focusPolicy: Qt.StrongFocus
            font.pixelSize: Desk.title
            hoverEnabled: true
            implicitHeight: Desk.px(36)
            implicitWidth: words.implicitWidth + Desk.px(28)
            objectName: tab.modelData

            background: Rectangle {
                color: tab.hovered ? Theme.surface : Theme.transparent

                Rectangle {
                    anchors.bottom: parent.bottom
                    color: tab.open ? Theme.accent : Theme.line
                    height: tab.open ? Desk.px(3) : Desk.line
                    width: parent.width
                }
            }
            contentItem: Item {
                DeskText {
                    id: words

                    Accessible.ignored: true
                    anchors.centerIn: parent
                    color: tab.open ? Theme.text : Theme.textSecondary
                    size: Desk.title
                    strong: tab.open
                    text: tab.modelData + (tab.mark > 0 ? "  " + tab.mark : "")
                }
            }

            Keys.onLeftPressed: tab.step(-1)
            Keys.onRightPressed: tab.step(1)
            onClicked: root.chosen(tab.index)

            Ring {
                shown: tab.visualFocus
            }
        }
    }

    Rectangle {
        Layout.alignment: Qt.AlignBottom
        Layout.fillWidth: true
        color: Theme.line
        implicitHeight: Desk.line
    }
}
