import QtQuick
import Habitacle.Controls
import Habitacle.Theme

// The title, or the greeting where it fits in full; a long title gets smaller rather than lost.
Label {
    id: root

    property string greeting: ""
    property string title: ""
    // Width of the title in its full size.
    readonly property real natural: measure.advanceWidth

    Accessible.role: Accessible.Heading
    fontSizeMode: Text.HorizontalFit
    minimumPixelSize: Theme.caption
    size: Theme.title
    strong: true
    text: root.greeting !== "" && hello.advanceWidth <= root.width ? root.greeting : root.title
    wrap: false

    TextMetrics {
        id: measure

        font: root.font
        text: root.title
    }

    TextMetrics {
        id: hello

        font: root.font
        text: root.greeting
    }
}
