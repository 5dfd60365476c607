pragma Singleton

import QtQuick
import Habitacle.Model as Model

// Durations in ms, all 0 while nothing may move: use them in every animation.
QtObject {
    id: root

    // AAOS flag NO_VIDEO: nothing animated above one frame a second.
    readonly property bool forbidden: (Model.Restrictions.currentRestrictions & 16) !== 0
    readonly property bool reducedMotion: Model.Preferences.reducedMotion
    readonly property bool still: root.forbidden || root.reducedMotion
    readonly property int feedback: root.still ? 0 : 80
    readonly property int page: root.still ? 0 : 150
    readonly property int gauge: root.still ? 0 : 400
}
