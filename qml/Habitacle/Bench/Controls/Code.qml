import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// A longer text to read and to copy.
Rectangle {
    id: root

    property string name: ""
    property string text: ""

    border.color: Theme.line
    border.width: Desk.line
    color: Theme.background
    implicitHeight: Desk.px(120)
    implicitWidth: Desk.px(200)
    radius: Desk.corner

    Flickable {
        id: flick

        anchors.fill: parent
        anchors.margins: Desk.line
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        contentHeight: area.height
        contentWidth: width

        T.ScrollBar.vertical: DeskScrollBar {}

        T.TextArea {
            id: area

            Accessible.name: root.name
            Accessible.readOnly: true
            Accessible.role: Accessible.EditableText
            color: Theme.text
            font.family: Theme.family
            font.pixelSize: Desk.small
            height: contentHeight + topPadding + bottomPadding
            objectName: root.name
            padding: Desk.px(8)
            readOnly: true
            selectByMouse: true
            selectedTextColor: Theme.accentInk
            selectionColor: Theme.accent
            text: root.text
            textFormat: TextEdit.PlainText
            width: flick.width
            wrapMode: TextEdit.Wrap

            Keys.onTabPressed: area.nextItemInFocusChain(true).forceActiveFocus(Qt.TabFocusReason)
        }
    }
}
