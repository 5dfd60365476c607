pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

// Digits for a number or, `secret`, a PIN; only while the car allows entering text. `text` is
// plain ASCII ("12.5") whatever the language shows. A secret is wiped the moment it is locked.
ColumnLayout {
    id: root

    property bool decimal: false
    property int maximumLength: 12
    property int minimumLength: 1
    property string name: ""
    property bool secret: false
    property string text: ""
    readonly property bool locked: Restrictions.modes.textEntry !== "full"
    readonly property bool ready: root.text.length >= root.minimumLength && !root.text.endsWith(".")
    readonly property string sign: Fmt.number(1.5, 1, Fmt.revision).replace(root.digit("1"), "").replace(root.digit("5"), "")
    readonly property list<string> keys: ["1", "2", "3", "4", "5", "6", "7", "8", "9", root.decimal && !root.secret ? "." : "", "0", "back"]

    signal confirmed(text: string)

    function digit(key: string): string {
        return Fmt.number(Number(key), 0, Fmt.revision);
    }

    function worded(key: string): string {
        return key === "." ? root.sign : key === "" || key === "back" ? "" : root.digit(key);
    }

    function enter(key: string) {
        if (root.locked)
            Shell.showLock(root.name);
        else if (key === "back")
            root.text = root.text.slice(0, -1);
        else if (root.text.length < root.maximumLength && root.fits(key))
            root.text += root.text === "" && key === "." ? "0." : key;
    }

    function fits(key: string): bool {
        return key === "." ? root.decimal && !root.secret && !root.text.includes(".") : /^[0-9]$/.test(key);
    }

    function confirm() {
        if (root.ready && !root.locked)
            root.confirmed(root.text);
    }

    function walk(by: int) {
        for (let i = 0; i < grid.count; i++) {
            const key = grid.itemAt(i);
            const next = grid.itemAt(i + by);
            if (key.activeFocus) {
                const target = next && next.visible ? next : by > 0 ? done : null;
                if (target)
                    target.forceActiveFocus(by > 0 ? Qt.TabFocusReason : Qt.BacktabFocusReason);
                return;
            }
        }
        if (done.activeFocus && by < 0)
            grid.itemAt(10).forceActiveFocus(Qt.BacktabFocusReason);
    }

    Accessible.name: root.name
    Accessible.role: Accessible.Grouping
    spacing: Theme.space16

    Keys.onDownPressed: root.walk(3)
    Keys.onPressed: event => {
        const typed = event.text === root.sign || event.text === "." ? "." : event.text;
        event.accepted = event.key === Qt.Key_Backspace || root.fits(typed);
        if (event.accepted)
            root.enter(event.key === Qt.Key_Backspace ? "back" : typed);
    }
    Keys.onUpPressed: root.walk(-3)
    onLockedChanged: {
        if (root.locked && root.secret)
            root.text = "";
    }

    KeypadField {
        Layout.fillWidth: true
        count: root.text.length
        locked: root.locked
        name: root.name
        secret: root.secret
        text: root.text.split("").map(key => root.worded(key)).join("")
    }

    GridLayout {
        Layout.fillWidth: true
        columnSpacing: Theme.space8
        columns: 3
        rowSpacing: Theme.space8

        Repeater {
            id: grid

            model: root.keys

            KeypadKey {
                required property int index
                required property string modelData

                Layout.column: index % 3
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.row: Math.floor(index / 3)
                back: modelData === "back"
                lockName: root.name
                locked: root.locked
                text: root.worded(modelData)
                visible: modelData !== ""

                onActivated: root.enter(modelData)
            }
        }
    }

    Button {
        id: done

        Layout.fillWidth: true
        lockName: root.name
        locked: root.locked
        primary: root.ready
        //: Key that takes over the number that was entered.
        //~ max 14
        text: qsTr("Confirm")

        onActivated: root.confirm()
    }
}
