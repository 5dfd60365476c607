import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// A row with one live value: fresh, old with its age, or missing with the reason.
ListRow {
    id: root

    required property Reading reading
    property int decimals: 0
    property real factor: 1
    property string note: ""
    property string unit: ""

    Layout.fillHeight: true
    Layout.fillWidth: true
    Layout.maximumHeight: Math.max(implicitHeight, Theme.dp(Theme.roomy ? 220 : 136))
    subtitle: words.text !== "" ? words.text : root.note
    visible: root.reading.supported

    ReadingWords {
        id: words

        reading: root.reading
    }

    ReadingText {
        decimals: root.decimals
        explain: false
        factor: root.factor
        name: root.title
        reading: root.reading
        size: Theme.compact ? Theme.body : Theme.roomy ? Theme.display64 : Theme.title
        unit: root.unit
    }
}
