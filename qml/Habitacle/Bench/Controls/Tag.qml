import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// Something that is on, with a button that ends it.
Rectangle {
    id: root

    property string text: ""
    property string name: ""

    signal ended

    border.color: Theme.warning
    border.width: Desk.line
    color: Theme.tintWarning
    implicitHeight: Desk.px(26)
    implicitWidth: row.implicitWidth + Desk.px(10)
    radius: height / 2

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Desk.px(10)
        spacing: 0

        DeskText {
            Layout.maximumWidth: Desk.px(300)
            size: Desk.small
            text: root.text
        }

        DeskButton {
            Layout.preferredHeight: Desk.px(26)
            Layout.preferredWidth: Desk.px(26)
            iconName: "close"
            name: root.name
            quiet: true

            onActivated: root.ended()
        }
    }
}
