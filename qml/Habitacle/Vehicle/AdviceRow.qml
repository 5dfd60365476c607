import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// One open alert in the list of the vehicle screen.
Card {
    id: root

    required property string kind
    required property string severity
    required property string position
    required property real kpa
    required property real placardKpa
    required property real openedMs

    Accessible.description: words.line
    Accessible.name: words.title
    Accessible.role: Accessible.ListItem
    bar: Theme.stateColor(words.status)

    AdviceWords {
        id: words

        kind: root.kind
        kpa: root.kpa
        // A short screen has no room for more than the essential.
        mode: Theme.compact && Theme.layout !== "portrait" ? "limited" : Restrictions.modes.maintenance
        openedMs: root.openedMs
        placardKpa: root.placardKpa
        position: root.position
        severity: root.severity
    }

    AdviceBody {
        words: words
    }
}
