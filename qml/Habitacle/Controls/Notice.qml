import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// Something to know, in its place among the content, until it is dismissed: never for a time only.
Rectangle {
    id: root

    property string actionText: ""
    property bool dismissable: true
    property string iconName: Theme.stateIcon(root.status)
    property string status: "info"
    property string text: ""
    property string title: ""

    signal actionChosen
    signal dismissed

    Accessible.description: root.text
    Accessible.name: root.title
    Accessible.role: Accessible.Note
    color: Theme.raised
    implicitHeight: layout.implicitHeight + 2 * Theme.space16
    implicitWidth: layout.implicitWidth + 2 * Theme.gap
    radius: Theme.radius

    EdgeBar {
        color: Theme.stateColor(root.status)
    }

    GridLayout {
        id: layout

        // Words keep room for about two dozen letters beside the button, or it moves below them.
        readonly property bool wide: root.width - action.implicitWidth > Theme.dp(520)

        anchors.bottomMargin: Theme.space16
        anchors.fill: parent
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.space12
        anchors.topMargin: Theme.space16
        columnSpacing: Theme.space16
        columns: layout.wide ? 4 : 3
        rowSpacing: Theme.space12

        Icon {
            color: Theme.stateColor(root.status)
            name: root.iconName
            size: Theme.iconPrimary
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.dp(4)

            Label {
                Layout.fillWidth: true
                strong: true
                text: root.title
            }

            Label {
                Layout.fillWidth: true
                size: Theme.caption
                text: root.text
                visible: root.text !== ""
            }
        }

        Button {
            id: action

            Layout.column: layout.wide ? 2 : 1
            Layout.columnSpan: layout.wide ? 1 : 2
            Layout.row: layout.wide ? 0 : 1
            text: root.actionText
            visible: root.actionText !== ""

            onActivated: root.actionChosen()
        }

        IconButton {
            Layout.column: layout.wide ? 3 : 2
            Layout.row: 0
            iconName: "close"
            //: Takes a notice away; read by a screen reader.
            name: qsTr("Dismiss")
            visible: root.dismissable

            onActivated: root.dismissed()
        }
    }
}
