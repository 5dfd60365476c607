pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Habitacle.Theme

// One of a few words, side by side; `values` are what `chosen` tells. The owner sets `value`.
Rectangle {
    id: root

    required property list<string> options
    property list<string> values: root.options
    property string subject: ""
    property string value: ""

    signal chosen(value: string)

    function step(from: int, by: int) {
        const next = repeater.itemAt((from + by + repeater.count) % repeater.count);
        next?.forceActiveFocus(by > 0 ? Qt.TabFocusReason : Qt.BacktabFocusReason);
    }

    Accessible.name: root.subject
    Accessible.role: Accessible.Grouping
    border.color: Theme.outline
    border.width: Desk.line
    color: Theme.background
    implicitHeight: Desk.row
    implicitWidth: row.implicitWidth + 2 * row.inset
    radius: Desk.corner

    RowLayout {
        id: row

        readonly property int inset: 2

        anchors.fill: parent
        anchors.margins: row.inset
        spacing: 0

        Repeater {
            id: repeater

            model: root.options

            T.AbstractButton {
                id: segment

                required property int index
                required property string modelData
                readonly property string value: root.values[index] ?? ""
                readonly property bool current: segment.value === root.value

                Accessible.checkable: true
                Accessible.checked: segment.current
                Accessible.name: root.subject === "" ? segment.modelData : root.subject + ": " + segment.modelData
                Accessible.role: Accessible.RadioButton
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: implicitWidth
                enabled: root.enabled
                focusPolicy: Qt.StrongFocus
                font.pixelSize: Desk.text
                horizontalPadding: Desk.px(9)
                hoverEnabled: true
                implicitWidth: implicitContentWidth + leftPadding + rightPadding
                objectName: segment.modelData

                background: Rectangle {
                    color: segment.current ? Theme.text : segment.down ? Theme.tintAccent : segment.hovered && segment.enabled ? Theme.raised : Theme.transparent
                    radius: Desk.px(4)
                }
                contentItem: DeskText {
                    Accessible.ignored: true
                    color: segment.current ? Theme.background : segment.enabled ? Theme.text : Theme.textSecondary
                    horizontalAlignment: Text.AlignHCenter
                    strong: segment.current
                    text: segment.modelData
                    verticalAlignment: Text.AlignVCenter
                }

                Keys.onEnterPressed: segment.click()
                Keys.onLeftPressed: root.step(segment.index, -1)
                Keys.onReturnPressed: segment.click()
                Keys.onRightPressed: root.step(segment.index, 1)
                onClicked: root.chosen(segment.value)

                Ring {
                    shown: segment.visualFocus
                }
            }
        }
    }
}
