import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// One advice at a time, below the status bar, until the driver acknowledges it.
Modal {
    id: root

    property string action: ""
    property string line: ""
    property string severity: "warning"
    property string title: ""

    signal acknowledged
    signal actionChosen

    Accessible.description: root.line
    Accessible.name: root.title
    Accessible.role: Accessible.AlertMessage
    dismissable: false
    objectName: "alertOverlay"

    ModalCard {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: parent.top
        border.color: Theme.stateColor(root.severity)
        color: Theme.stateTint(root.severity)
        height: layout.implicitHeight + 2 * Theme.space24

        GridLayout {
            id: layout

            anchors.fill: parent
            anchors.margins: Theme.space24
            columnSpacing: Theme.space24
            // Two buttons beside the words would break them where the screen is small.
            columns: Theme.layout === "wide" && (!Theme.compact || root.action === "") ? 3 : 2
            rowSpacing: Theme.space16

            Icon {
                color: Theme.stateColor(root.severity)
                name: root.severity === "critical" ? "alert-octagon" : "alert"
                size: Theme.dp(64)
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.space8

                Label {
                    Layout.fillWidth: true
                    size: Theme.headline
                    strong: true
                    text: root.title
                }

                Label {
                    Layout.fillWidth: true
                    size: Theme.title
                    text: root.line
                    visible: root.line !== ""
                }
            }

            RowLayout {
                Layout.alignment: Qt.AlignRight
                Layout.columnSpan: layout.columns === 3 ? 1 : 2
                spacing: Theme.space16

                Button {
                    primary: true
                    //: Button on an alert: the driver has read it.
                    //~ max 14
                    text: qsTr("Understood")

                    onActivated: root.acknowledged()
                }

                Button {
                    edge: Theme.textSecondary
                    text: root.action
                    visible: root.action !== ""

                    onActivated: root.actionChosen()
                }
            }
        }
    }
}
