import QtQuick
import QtQuick.Templates as T
import Habitacle.Model
import Habitacle.Theme

// Base of everything that can be pressed. A locked control stays visible and focusable, says why
// it is locked, and never activates. `needs` is what it takes of the driving state: a capability
// in full ("setup") or at least in a mode ("score/limited"); `route` is what a reminder opens, by
// default the screen it stands on.
T.AbstractButton {
    id: root

    property string needs: ""
    property string route: ""
    readonly property bool forbidden: root.needs !== "" && !Restrictions.allowed.includes(root.needs)
    property bool locked: root.forbidden
    property string name: root.text
    property string lockName: root.name
    property real ringInset: 0
    property real ringRadius: Theme.radius
    property bool ringShown: root.visualFocus
    readonly property bool usable: root.enabled && !root.locked

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
    Keys.onLeftPressed: Shell.moveFocus(root, root.mirrored)
    Keys.onReturnPressed: root.click()
    Keys.onRightPressed: Shell.moveFocus(root, !root.mirrored)
    onClicked: {
        if (root.locked) {
            root.lockedPressed();
            Shell.showLock(root.lockName, root.forbidden ? root.needs : "", root.route);
        } else {
            root.activated();
        }
    }

    FocusRing {
        anchors.bottomMargin: root.ringInset
        anchors.topMargin: root.ringInset
        radius: root.ringRadius
        shown: root.ringShown
        z: 1
    }
}
