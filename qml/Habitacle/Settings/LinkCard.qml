import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// How the link is, what that means, what to do, and an attempt on request.
Card {
    id: root

    readonly property string picture: {
        if (Connectivity.level === "warning")
            return "cloud-alert-outline";
        if (Connectivity.trying)
            return "cloud-sync-outline";
        if (!Connectivity.up)
            return "cloud-off-outline";
        return Connectivity.code === "up" ? "cloud-check-outline" : "cloud-upload-outline";
    }

    Accessible.name: Connectivity.title
    Accessible.role: Accessible.Grouping

    ColumnLayout {
        spacing: Theme.space12

        RowLayout {
            spacing: Theme.space16

            Icon {
                color: Connectivity.level === "info" ? Theme.textSecondary : Theme.stateColor(Connectivity.level)
                name: root.picture
                size: Theme.dp(56)
            }

            Label {
                Accessible.role: Accessible.Heading
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: Connectivity.title
            }
        }

        Label {
            Layout.fillWidth: true
            text: Connectivity.effect
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            text: Connectivity.advice
        }

        TryRow {
            Layout.fillWidth: true
            visible: Connectivity.mayTry
        }

        LinkFacts {
            Layout.fillWidth: true
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
