pragma ComponentBehavior: Bound

import QtQuick
import Habitacle.Model
import Habitacle.Theme

// The keys of the letter keypad. Its last row holds what changes the letters, and the space; a
// short row of letters shares it where the screen is narrow.
Item {
    id: root

    property bool capital: false
    property string lockName: ""
    property string page: "letters"
    property string route: ""
    readonly property real gap: Theme.space8
    readonly property real broad: Theme.dp(Theme.roomy ? 184 : 132)
    readonly property real tall: Theme.dp(Theme.roomy ? 136 : 104)
    readonly property real keyWidth: Math.min(root.broad, (root.width + root.gap) / root.columns - root.gap)
    readonly property real keyHeight: Math.max(Theme.touch, Math.min(root.tall, (root.height + root.gap) / root.bands - root.gap))
    // How many keys a row has room for.
    readonly property int room: Math.max(1, Math.floor((root.width + root.gap) / (Theme.touch + root.gap)))
    readonly property string signs: "1234567890-'.,&/()@+"
    readonly property list<string> national: I18n.letters.rows
    readonly property list<string> rows: root.page === "signs" ? root.broken(root.signs, 10) : root.page === "accents" ? root.broken(I18n.letters.accents, 10) : root.widest(root.national) <= root.room ? root.national : root.broken(I18n.letters.alphabet, root.room)
    readonly property int columns: Math.min(root.room, Math.max(10, root.widest(root.rows)))
    readonly property bool accented: I18n.letters.accents !== ""
    readonly property int helpers: root.accented ? 3 : 2
    readonly property int last: root.rows.length - 1
    readonly property bool shared: root.rows.length > 3 && root.rows[root.last].length + root.helpers + 1 <= root.columns
    readonly property int bands: root.shared ? root.rows.length : root.rows.length + 1
    readonly property real tallest: root.bands * (root.tall + root.gap)
    readonly property real edge: (root.width - root.columns * (root.keyWidth + root.gap) + root.gap) / 2
    readonly property int start: root.shared ? root.rows[root.last].length : 0

    signal entered(letter: string)
    signal pageAsked(page: string)
    signal turnAsked

    function widest(rows: list<string>): int {
        return Math.max(...rows.map(row => row.length));
    }

    function broken(letters: string, columns: int): list<string> {
        const most = Math.min(columns, root.room);
        const rows = [];
        for (let at = 0; at < letters.length; at += most)
            rows.push(letters.slice(at, at + most));
        return rows;
    }

    // Left edge of a column; mirrored, the same from the other side.
    function across(column: real, span: real): real {
        const left = root.edge + column * (root.keyWidth + root.gap);
        return root.LayoutMirroring.enabled ? root.width - left - root.spanned(span) : left;
    }

    function spanned(span: real): real {
        return span * (root.keyWidth + root.gap) - root.gap;
    }

    implicitHeight: root.bands * (Theme.touch + root.gap) - root.gap
    implicitWidth: Theme.dp(760)

    Repeater {
        model: root.rows.length

        Item {
            id: row

            required property int index
            readonly property string letters: root.rows[row.index] ?? ""
            readonly property real indent: root.shared && row.index === root.last ? 0 : (root.columns - row.letters.length) / 2

            height: root.keyHeight
            width: root.width
            y: row.index * (root.keyHeight + root.gap)

            Repeater {
                model: row.letters.length

                KeypadKey {
                    id: key

                    required property int index
                    readonly property string letter: row.letters.charAt(key.index)

                    height: root.keyHeight
                    lockName: root.lockName
                    needs: "text_entry"
                    route: root.route
                    text: root.capital || root.page === "signs" ? key.letter : I18n.letters.lower(key.letter)
                    width: root.spanned(1)
                    x: root.across(row.indent + key.index, 1)

                    onActivated: root.entered(key.text)
                }
            }
        }
    }

    Item {
        height: root.keyHeight
        width: root.width
        y: (root.bands - 1) * (root.keyHeight + root.gap)

        KeypadKey {
            Accessible.checkable: true
            Accessible.checked: selected
            enabled: root.page !== "signs"
            height: root.keyHeight
            iconName: "apple-keyboard-shift"
            lockName: root.lockName
            //: Key of the letter keypad: the next letter is a capital; read by a screen reader.
            name: qsTr("Capital letter")
            needs: "text_entry"
            route: root.route
            selected: root.capital && enabled
            width: root.spanned(1)
            x: root.across(root.start, 1)

            onActivated: root.turnAsked()
        }

        KeypadKey {
            height: root.keyHeight
            lockName: root.lockName
            //: Key of the letter keypad that leads back to the alphabet; read by a screen reader.
            readonly property string backName: qsTr("Letters")
            //: Key of the letter keypad that shows é, ö and the like; read by a screen reader.
            readonly property string accentName: qsTr("Letters with accents")

            name: root.page === "accents" ? backName : accentName
            needs: "text_entry"
            route: root.route
            size: Theme.caption
            text: (root.page === "accents" ? I18n.letters.alphabet : I18n.letters.accents).slice(0, 3)
            visible: root.accented
            width: root.spanned(1)
            x: root.across(root.start + 1, 1)

            onActivated: root.pageAsked("accents")
        }

        KeypadKey {
            height: root.keyHeight
            lockName: root.lockName
            //: Key of the letter keypad that leads back to the alphabet; read by a screen reader.
            readonly property string backName: qsTr("Letters")
            //: Key of the letter keypad that shows digits and signs; read by a screen reader.
            readonly property string signName: qsTr("Digits and signs")

            name: root.page === "signs" ? backName : signName
            needs: "text_entry"
            route: root.route
            size: Theme.caption
            text: (root.page === "signs" ? I18n.letters.alphabet : root.signs).slice(0, 3)
            width: root.spanned(1)
            x: root.across(root.start + root.helpers - 1, 1)

            onActivated: root.pageAsked("signs")
        }

        KeypadKey {
            height: root.keyHeight
            iconName: "keyboard-space"
            lockName: root.lockName
            //: Key of the letter keypad; read by a screen reader.
            name: qsTr("Space")
            needs: "text_entry"
            route: root.route
            width: root.spanned(root.columns - root.start - root.helpers)
            x: root.across(root.start + root.helpers, root.columns - root.start - root.helpers)

            onActivated: root.entered(" ")
        }
    }
}
