import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A titled group. What is put inside stands in a column; `tools` at the end of the title line.
Rectangle {
    id: root

    default property alias content: slot.data
    property alias tools: tools.data
    property string title: ""
    property string note: ""

    Accessible.name: root.title
    Accessible.role: Accessible.Grouping
    color: Theme.surface
    implicitHeight: column.implicitHeight + 2 * Desk.gap
    implicitWidth: column.implicitWidth + 2 * Desk.gap
    radius: Desk.radius

    ColumnLayout {
        id: column

        anchors.fill: parent
        anchors.margins: Desk.gap
        spacing: Desk.px(8)

        RowLayout {
            Layout.fillWidth: true
            spacing: Desk.gap
            visible: root.title !== ""

            DeskText {
                size: Desk.title
                strong: true
                text: root.title
            }

            DeskText {
                Layout.fillWidth: true
                dim: true
                size: Desk.small
                text: root.note
            }

            RowLayout {
                id: tools

                spacing: Desk.tight
            }
        }

        ColumnLayout {
            id: slot

            Layout.fillHeight: true
            Layout.fillWidth: true
            spacing: Desk.tight
        }
    }
}
