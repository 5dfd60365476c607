import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// One question with two answers of the same size and weight; Escape, Back and a press beside it
// answer nothing and only close.
Modal {
    id: root

    required property string acceptText
    required property string refuseText
    property string text: ""
    property string title: ""

    signal accepted
    signal refused

    Accessible.description: root.text
    Accessible.name: root.title
    objectName: "dialog"

    ModalCard {
        anchors.centerIn: parent
        height: Math.min(parent.height, layout.implicitHeight + 2 * Theme.space32)
        width: Math.min(parent.width, Theme.dp(840))

        ColumnLayout {
            id: layout

            anchors.fill: parent
            anchors.margins: Theme.space32
            spacing: Theme.space16

            Label {
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: root.title
            }

            ScrollPane {
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.maximumHeight: implicitHeight
                Layout.minimumHeight: 0
                visible: root.text !== ""

                Label {
                    Layout.fillWidth: true
                    text: root.text
                }
            }

            GridLayout {
                id: answers

                readonly property real widest: Math.max(accept.implicitWidth, refuse.implicitWidth)

                Layout.fillWidth: true
                Layout.topMargin: Theme.space8
                columnSpacing: Theme.space16
                columns: 2 * answers.widest + columnSpacing <= width ? 2 : 1
                rowSpacing: Theme.space12

                Button {
                    id: refuse

                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                    text: root.refuseText

                    onActivated: root.refused()
                }

                Button {
                    id: accept

                    Layout.fillHeight: true
                    Layout.fillWidth: true
                    Layout.minimumHeight: implicitHeight
                    Layout.preferredWidth: 1
                    text: root.acceptText

                    onActivated: root.accepted()
                }
            }
        }
    }
}
