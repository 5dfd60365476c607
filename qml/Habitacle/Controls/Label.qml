import QtQuick
import Habitacle.Theme

Text {
    id: root

    property int size: Theme.body
    property bool strong: false
    property bool wrap: true

    Accessible.ignored: root.text === ""
    Accessible.name: root.text
    Accessible.role: Accessible.StaticText
    color: Theme.text
    font.family: Theme.family
    font.features: ({
            "tnum": 1
        })
    font.pixelSize: root.size
    font.weight: root.strong ? Font.Medium : Font.Normal
    horizontalAlignment: Text.AlignLeft
    textFormat: Text.PlainText
    wrapMode: root.wrap ? Text.WordWrap : Text.NoWrap
}
