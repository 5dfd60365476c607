import QtQuick
import Habitacle.Theme

// Takes the keyboard for driving while it has the focus; `key(word, down)` tells each key.
Rectangle {
    id: root

    readonly property var words: ({
            [Qt.Key_Up]: "faster",
            [Qt.Key_W]: "faster",
            [Qt.Key_Down]: "slower",
            [Qt.Key_S]: "slower",
            [Qt.Key_Left]: "left",
            [Qt.Key_A]: "left",
            [Qt.Key_Right]: "right",
            [Qt.Key_D]: "right",
            [Qt.Key_P]: "P",
            [Qt.Key_R]: "R",
            [Qt.Key_N]: "N",
            [Qt.Key_F]: "F",
            [Qt.Key_Space]: "parking_brake",
            [Qt.Key_Q]: "signal_left",
            [Qt.Key_E]: "signal_right",
            [Qt.Key_H]: "hazard"
        })

    signal key(word: string, down: bool)
    signal letGo

    function tell(event: KeyEvent, down: bool) {
        const word = root.words[event.key];
        if (word === undefined || event.modifiers & (Qt.ControlModifier | Qt.AltModifier))
            return;
        event.accepted = true;
        if (!event.isAutoRepeat)
            root.key(word, down);
    }

    Accessible.focusable: true
    Accessible.name: "Drive with the keyboard"
    Accessible.role: Accessible.Pane
    activeFocusOnTab: true
    border.color: root.activeFocus ? Theme.accent : Theme.line
    border.width: root.activeFocus ? Desk.ring : Desk.line
    color: Theme.background
    objectName: "Drive with the keyboard"
    radius: Desk.corner

    Keys.onPressed: event => root.tell(event, true)
    Keys.onReleased: event => root.tell(event, false)
    onActiveFocusChanged: {
        if (!root.activeFocus)
            root.letGo();
    }

    TapHandler {
        onPressedChanged: {
            if (pressed)
                root.forceActiveFocus(Qt.MouseFocusReason);
        }
    }
}
