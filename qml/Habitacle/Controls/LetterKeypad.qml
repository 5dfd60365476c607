pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

// Letters of the driver's language for a name or a search; only while the car allows entering text.
// As the national keyboard where that has room, else in the order of the alphabet.
ColumnLayout {
    id: root

    property string doneText: ""
    property int maximumLength: 40
    property string name: ""
    // What taking the text over needs; typing it needs "text_entry".
    property string needs: "text_entry"
    // What a reminder opens, as in Pressable.
    property string route: ""
    property string text: ""
    readonly property bool locked: Restrictions.modes.textEntry !== "full"
    // More room than this would only tear the keys from what they write.
    readonly property real tallest: Theme.touch + root.spacing + board.tallest
    readonly property real broadest: 10 * (board.broad + board.gap) - board.gap
    // Which letters are shown: "letters", "accents" or "signs".
    property string page: "letters"
    // A word begins with a capital by itself; the key turns that around for one letter.
    property bool turned: false
    readonly property bool capital: root.turned !== /(^|[ \-'’.])$/.test(root.text)

    signal confirmed(text: string)

    function enter(letter: string) {
        if (root.text.length < root.maximumLength) {
            root.text += letter;
            root.turned = false;
        }
    }

    function turnTo(page: string) {
        root.page = root.page === page ? "letters" : page;
    }

    // To the nearest key above or below; out of the keypad where there is none.
    function step(down: bool): bool {
        const from = root.Window.activeFocusItem;
        let nearest = null;
        let least = Number.POSITIVE_INFINITY;
        const waiting = [root];
        while (waiting.length > 0) {
            const item = waiting.pop();
            if (!(item instanceof Pressable)) {
                for (let i = 0; i < item.children.length; i++)
                    waiting.push(item.children[i]);
            } else if (item.visible && item.enabled) {
                const place = from.mapFromItem(item, item.width / 2, item.height / 2);
                const far = Math.abs(place.y - from.height / 2) * 4 + Math.abs(place.x - from.width / 2);
                if ((down ? place.y > from.height : place.y < 0) && far < least) {
                    nearest = item;
                    least = far;
                }
            }
        }
        if (nearest)
            nearest.forceActiveFocus(down ? Qt.TabFocusReason : Qt.BacktabFocusReason);
        return nearest !== null;
    }

    Accessible.name: root.name
    Accessible.role: Accessible.Grouping
    spacing: Theme.space8

    Keys.onDownPressed: event => event.accepted = root.step(true)
    Keys.onPressed: event => {
        const back = event.key === Qt.Key_Backspace;
        event.accepted = back || event.text.length === 1 && event.text > " ";
        if (event.accepted && root.locked)
            Shell.showLock(root.name, "text_entry", root.route);
        else if (back)
            root.text = root.text.slice(0, -1);
        else if (event.accepted)
            root.enter(event.text);
    }
    Keys.onUpPressed: event => event.accepted = root.step(false)

    RowLayout {
        spacing: board.gap

        LetterField {
            Layout.fillWidth: true
            locked: root.locked
            name: root.name
            text: root.text
        }

        KeypadKey {
            iconName: "backspace-outline"
            lockName: root.name
            //: Key that takes the last letter away; read by a screen reader.
            name: qsTr("Delete the last letter")
            needs: "text_entry"
            route: root.route

            onActivated: root.text = root.text.slice(0, -1)
        }

        Button {
            lockName: root.name
            needs: root.needs
            primary: true
            route: root.route
            text: root.doneText

            onActivated: root.confirmed(root.text)
        }
    }

    LetterBoard {
        id: board

        Layout.fillHeight: true
        Layout.fillWidth: true
        Layout.maximumHeight: board.tallest
        capital: root.capital
        lockName: root.name
        page: root.page
        route: root.route

        onEntered: letter => root.enter(letter)
        onPageAsked: page => root.turnTo(page)
        onTurnAsked: root.turned = !root.turned
    }
}
