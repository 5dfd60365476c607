import QtQuick
import QtQuick.Templates as T
import Habitacle.Theme

// Base of everything that can be pressed. A locked control stays visible and focusable, says why
// it is locked, and never activates.
T.AbstractButton {
    id: root

    property bool locked: false
    property string name: root.text
    property string lockName: root.name
    property real ringRadius: Theme.radius
    readonly property bool ringShown: root.visualFocus

    signal activated
    signal lockedPressed

    //: Said by a screen reader of a button that cannot be used while driving.
    Accessible.description: root.locked ? qsTr("Locked for now") : ""
    Accessible.name: root.name
    Accessible.role: Accessible.Button
    focusPolicy: Qt.StrongFocus
    implicitHeight: Math.max(Theme.touch, implicitContentHeight + topPadding + bottomPadding)
    implicitWidth: Math.max(Theme.touch, implicitContentWidth + leftPadding + rightPadding)
    objectName: root.name

    Keys.onEnterPressed: root.click()
    Keys.onReturnPressed: root.click()
    onClicked: {
        if (root.locked) {
            root.lockedPressed();
            Shell.showLock(root.lockName);
        } else {
            root.activated();
        }
    }

    FocusRing {
        radius: root.ringRadius
        shown: root.ringShown
        z: 1
    }
}
