pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// One of many words, in a list that opens.
T.ComboBox {
    id: root

    property string name: ""

    Accessible.name: root.name
    Accessible.role: Accessible.ComboBox
    focusPolicy: Qt.StrongFocus
    font.family: Theme.family
    font.pixelSize: Desk.text
    hoverEnabled: true
    implicitHeight: Desk.row
    implicitWidth: Desk.px(180)
    leftPadding: Desk.px(8)
    objectName: root.name
    rightPadding: Desk.px(26)

    background: Rectangle {
        border.color: Theme.outline
        border.width: Desk.line
        color: root.hovered && root.enabled ? Theme.line : Theme.raised
        radius: Desk.corner
    }
    contentItem: DeskText {
        Accessible.ignored: true
        text: root.displayText
        verticalAlignment: Text.AlignVCenter
    }
    delegate: T.ItemDelegate {
        id: option

        required property int index
        required property var modelData

        Accessible.name: option.text
        highlighted: root.highlightedIndex === option.index
        hoverEnabled: true
        implicitHeight: Desk.row
        leftPadding: Desk.px(8)
        text: option.modelData
        width: ListView.view?.width ?? 0

        background: Rectangle {
            color: option.highlighted ? Theme.tintAccent : Theme.transparent
        }
        contentItem: DeskText {
            Accessible.ignored: true
            strong: root.currentIndex === option.index
            text: option.text
            verticalAlignment: Text.AlignVCenter
        }
    }
    indicator: DeskIcon {
        name: "chevron-right"
        rotation: 90
        x: root.width - width - Desk.px(6)
        y: (root.height - height) / 2
    }
    popup: T.Popup {
        implicitHeight: Math.min(contentItem.implicitHeight + 2 * padding, Desk.px(340))
        implicitWidth: Math.max(root.width, Desk.px(220))
        margins: Desk.tight
        padding: Desk.line
        y: root.height + 2

        background: Rectangle {
            border.color: Theme.outline
            border.width: Desk.line
            color: Theme.raised
            radius: Desk.corner
        }
        contentItem: ListView {
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            currentIndex: root.highlightedIndex
            implicitHeight: contentHeight
            model: root.delegateModel

            T.ScrollBar.vertical: DeskScrollBar {}
        }
    }

    Ring {
        shown: root.visualFocus
    }
}
