pragma Singleton

import QtQuick

// Words of the gallery: as they are, or as long as a German translation may be.
QtObject {
    id: root

    property bool long: false
    readonly property list<string> states: ["usual", "pressed", "focused", "locked", "disabled"]
    readonly property string ending: "ungsverfahrensrichtliniengesellschaftsordnung"

    function it(text: string): string {
        if (!root.long)
            return text;
        const more = Math.ceil(text.length * 0.4);
        // A long sentence grows by further words, as sentences do; a word grows by itself.
        if (text.includes(" ") && more > 6)
            return text + " " + "und noch mehr Worte dazu ".repeat(Math.ceil(more / 25)).slice(0, more - 1).trim();
        return text + root.ending.slice(0, more);
    }
}
