import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model

// Injects one fault: `target` "" means every bus (or wheel) it fits.
ChipButton {
    id: root

    required property string kind
    property real seconds: 5
    property string target: ""

    Layout.fillWidth: true
    Layout.preferredWidth: 1

    onActivated: {
        if (root.target === "")
            Bench.faultOnAll(root.kind, root.seconds);
        else
            Bench.fault(root.kind, root.target, root.seconds);
    }
}
