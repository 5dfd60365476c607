import QtQuick
import Habitacle.Controls

// Stands in for a screen that the driving state hides; nothing else on the display moves.
Card {
    id: root

    property string text: ""
    property string title: ""

    EmptyState {
        iconName: "lock"
        text: root.text
        title: root.title
    }
}
