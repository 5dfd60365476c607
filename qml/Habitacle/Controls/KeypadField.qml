import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// What the keypad has taken: the number, or a dot for each digit of a secret.
Rectangle {
    id: root

    property int count: 0
    property bool locked: false
    property string name: ""
    property bool secret: false
    property string text: ""

    //: Read by a screen reader instead of a PIN: how many digits are entered.
    Accessible.description: root.secret ? qsTr("%n digit(s)", "", root.count) : root.text
    Accessible.name: root.name
    Accessible.role: Accessible.StaticText
    border.color: Theme.outline
    border.width: Theme.lineWidth
    color: Theme.background
    implicitHeight: Math.max(Theme.touch, value.implicitHeight + 2 * Theme.space8)
    implicitWidth: Theme.dp(360)
    radius: Theme.radiusInner

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: Theme.space24
        anchors.rightMargin: Theme.space24
        spacing: Theme.space12

        Label {
            id: value

            Accessible.ignored: true
            Layout.fillWidth: true
            color: Theme.text
            horizontalAlignment: Text.AlignHCenter
            size: Theme.headline
            strong: true
            text: root.secret ? "•".repeat(root.count) : root.text
        }

        Icon {
            color: Theme.textSecondary
            name: "lock"
            visible: root.locked
        }
    }
}
