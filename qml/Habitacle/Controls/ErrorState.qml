import QtQuick

// What went wrong, what to do about it, and the way to try again.
EmptyState {
    id: root

    //: Button: try again what has failed.
    //~ max 16
    property string retryText: qsTr("Try again")
    property bool retryLocked: false

    signal retry

    iconName: "alert-circle-outline"

    Button {
        locked: root.retryLocked
        text: root.retryText
        visible: root.retryText !== ""

        onActivated: root.retry()
    }
}
