import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme
import Habitacle.Vehicle

// The alert to name first, as one button that leads to all of them.
CardButton {
    id: root

    // How many alerts there are besides.
    required property string more
    // No room beside the words.
    required property bool narrow

    Accessible.description: words.line
    bar: Theme.stateColor(words.status)
    name: words.title

    onActivated: Shell.navigate("vehicle")

    AdviceWords {
        id: words

        kind: Maintenance.topKind
        kpa: Maintenance.topKpa
        mode: "limited"
        placardKpa: Maintenance.topPlacardKpa
        position: Maintenance.topPosition
        severity: Maintenance.topSeverity
    }

    RowLayout {
        spacing: Theme.space16

        AdviceBody {
            Layout.fillWidth: true
            note: root.narrow ? root.more : ""
            words: words
        }

        Label {
            color: Theme.textSecondary
            text: root.more
            visible: !root.narrow && text !== ""
            wrap: false
        }

        Icon {
            color: Theme.textSecondary
            directional: true
            name: "chevron-right"
            visible: !root.narrow
        }
    }
}
