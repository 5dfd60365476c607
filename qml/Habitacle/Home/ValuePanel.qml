import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Vehicle

// A tile with one value as its subject, a number or a letter.
Tile {
    id: root

    required property Reading reading
    property bool letter: false
    property string unit: ""

    ColumnLayout {
        id: content

        readonly property bool low: parent.height < Theme.dp(124)
        readonly property bool high: parent.height > Theme.dp(420)
        readonly property int lowSize: Math.max(Theme.title, Math.min(Theme.display48, Math.floor(parent.height / 1.2)))

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Theme.space8

        ReadingText {
            Layout.alignment: Qt.AlignHCenter
            explain: false
            name: root.title
            reading: root.reading
            size: content.low ? content.lowSize : content.high ? Theme.display120 : Theme.display64
            unit: root.unit
            visible: !root.letter
        }

        Label {
            Layout.alignment: Qt.AlignHCenter
            Accessible.name: Fmt.fill("%1: %2", [root.title, text])
            color: root.reading.shown ? Theme.text : Theme.textSecondary
            size: content.low ? content.lowSize : content.high ? Theme.dp(200) : Theme.display80
            strong: true
            text: root.reading.shown ? root.reading.text : Fmt.number(Number.NaN, 0, Fmt.revision)
            visible: root.letter
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            horizontalAlignment: Text.AlignHCenter
            size: Theme.caption
            text: words.text
            visible: text !== "" && !content.low
        }
    }

    ReadingWords {
        id: words

        reading: root.reading
    }
}
