import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// What is locked, why, and when it returns: calm, no red, no way around. `action` is the text of
// a further button, "" for none.
Modal {
    id: root

    property string action: ""
    property string what: ""
    property string when: ""
    property string why: ""

    signal actionChosen

    Accessible.description: root.why
    Accessible.name: root.what
    objectName: "lockPanel"

    ModalCard {
        anchors.bottom: parent.bottom
        anchors.horizontalCenter: parent.horizontalCenter
        height: row.implicitHeight + 2 * Theme.space24
        width: Math.min(parent.width, Theme.dp(1000))

        GridLayout {
            id: row

            readonly property bool narrow: width < Theme.dp(root.action === "" ? 640 : 1200)

            anchors.fill: parent
            anchors.margins: Theme.space24
            columnSpacing: Theme.space24
            columns: row.narrow ? 2 : 3
            rowSpacing: Theme.space16

            Icon {
                color: Theme.textSecondary
                name: "lock"
                size: Theme.iconPrimary
            }

            ColumnLayout {
                Layout.fillWidth: true
                spacing: Theme.space8

                Label {
                    Layout.fillWidth: true
                    size: Theme.title
                    strong: true
                    text: root.what
                    visible: root.what !== ""
                }

                Label {
                    Layout.fillWidth: true
                    text: root.why
                    visible: root.why !== ""
                }

                Label {
                    Layout.fillWidth: true
                    color: Theme.textSecondary
                    text: root.when
                    visible: root.when !== ""
                }
            }

            RowLayout {
                Layout.alignment: Qt.AlignRight
                Layout.columnSpan: row.narrow ? 2 : 1
                spacing: Theme.space16

                Button {
                    text: root.action
                    visible: root.action !== ""

                    onActivated: root.actionChosen()
                }

                Button {
                    //: Closes the notice that says why something is locked.
                    //~ max 12
                    text: qsTr("OK")

                    onActivated: root.close()
                }
            }
        }
    }
}
