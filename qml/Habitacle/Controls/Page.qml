import QtQuick

// Root of a screen. `nested` asks the status bar for a back button, which emits `backPressed`.
FocusScope {
    property bool nested: false
    property string title: ""

    signal backPressed
}
