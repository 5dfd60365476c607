import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A raised panel over the page, at its trailing side or its bottom.
Modal {
    id: root

    default property alias content: body.data
    property string edge: Theme.layout === "portrait" ? "bottom" : "side"
    property string title: ""

    Accessible.name: root.title
    objectName: "sheet"

    ModalCard {
        id: card

        readonly property bool side: root.edge === "side"

        anchors.bottom: parent.bottom
        anchors.right: parent.right
        height: card.side ? parent.height : Math.min(parent.height, layout.implicitHeight + 2 * Theme.space24)
        width: card.side ? Math.min(parent.width, Math.max(parent.width * 0.5, Theme.dp(720))) : parent.width

        ColumnLayout {
            id: layout

            anchors.fill: parent
            anchors.margins: Theme.space24
            spacing: Theme.space16

            RowLayout {
                Layout.fillWidth: true
                spacing: Theme.space16

                Label {
                    Layout.fillWidth: true
                    size: Theme.title
                    strong: true
                    text: root.title
                }

                IconButton {
                    iconName: "close"
                    //: Closes a panel; read by a screen reader.
                    name: qsTr("Close")

                    onActivated: root.close()
                }
            }

            Item {
                id: body

                Layout.fillHeight: true
                Layout.fillWidth: true
                // What is put inside fills the body, so only its own wish says how high that is.
                implicitHeight: body.children.length > 0 ? body.children[0].implicitHeight : 0
            }
        }
    }
}
