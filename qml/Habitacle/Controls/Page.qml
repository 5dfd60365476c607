import QtQuick

// Root of a screen. `nested` asks the status bar for a back button, which emits `backPressed`;
// `greeting` stands for the title where there is room for it.
FocusScope {
    property bool nested: false
    property string greeting: ""
    property string title: ""

    signal backPressed
}
