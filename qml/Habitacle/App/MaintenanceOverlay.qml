import QtQuick
import Habitacle.Model
import Habitacle.Vehicle

// The maintenance advice that may cover the screen.
AlertOverlay {
    id: root

    // Another panel is open: only danger goes before it.
    property bool occupied: false
    readonly property bool danger: Maintenance.overlaySeverity === "critical"
    readonly property bool parked: Restrictions.modes.maintenance === "full"
    readonly property AdviceWords words: AdviceWords {
        kind: Maintenance.overlayKind
        kpa: Maintenance.overlayKpa
        placardKpa: Maintenance.overlayPlacardKpa
        position: Maintenance.overlayPosition
        severity: Maintenance.overlaySeverity
    }

    action: {
        //: Button on an alert while driving: show it again when the car is parked.
        //~ max 22
        const remind = qsTr("Remind me in P");
        //: Button on an alert that is no danger: show it again after the next drive.
        //~ max 22
        const later = qsTr("Later");
        return !root.parked ? remind : root.danger ? "" : later;
    }
    line: root.words.drive
    open: Maintenance.overlayVisible && (root.danger || !root.occupied)
    severity: root.words.status
    title: root.words.title

    onAcknowledged: Maintenance.acknowledge()
    onActionChosen: Maintenance.remindWhenParked()
    onClosed: {
        if (!root.danger)
            Maintenance.remindWhenParked();
    }
}
