import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

RowLayout {
    id: root

    property string status: "unknown"
    property string word: ""
    property real size: Theme.iconSecondary
    readonly property color ink: Theme.stateColor(root.status)

    function picture(status: string): string {
        switch (status) {
        case "ok":
            return "check-circle";
        case "info":
            return "information";
        case "warning":
            return "alert";
        case "critical":
            return "alert-octagon";
        case "none":
            return "minus-circle-outline";
        default:
            return "help-circle-outline";
        }
    }

    Accessible.name: root.word
    Accessible.role: Accessible.Indicator
    spacing: Theme.space12

    Icon {
        color: root.ink
        name: root.picture(root.status)
        size: root.size
    }

    Label {
        Accessible.ignored: true
        Layout.fillWidth: true
        color: root.ink
        text: root.word
        visible: root.word !== ""
    }
}
