import QtQuick
import Habitacle.Model
import Habitacle.Vehicle

// The maintenance advice that may cover the screen.
AlertOverlay {
    id: root

    readonly property bool parked: Restrictions.modes.maintenance === "full"
    readonly property AdviceWords words: AdviceWords {
        kind: Maintenance.overlayKind
        kpa: Maintenance.overlayKpa
        placardKpa: Maintenance.overlayPlacardKpa
        position: Maintenance.overlayPosition
        severity: Maintenance.overlaySeverity
    }

    //: Button on an alert while driving: show it again when the car is parked.
    //~ max 22
    action: root.parked ? "" : qsTr("Remind me in P")
    line: root.words.drive
    open: Maintenance.overlayVisible
    severity: root.words.status
    title: root.words.title

    onAcknowledged: Maintenance.acknowledge()
    onActionChosen: Maintenance.remindWhenParked()
}
