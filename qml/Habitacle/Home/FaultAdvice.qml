import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// In place of "all good" while control units have faults stored: how many, and the way to them.
CardButton {
    id: root

    // No room beside the words.
    required property bool narrow
    //: Headline of the advice card: faults that control units have stored. %n is a number.
    readonly property string headline: qsTr("%n faults stored", "", Vehicle.faultCount.value)
    //: Second line of the advice card, below how many faults are stored.
    readonly property string line: qsTr("The car check says what to do.")

    Accessible.description: root.line
    bar: Theme.warning
    name: root.headline
    needs: "maintenance"
    route: "vehicle/check"

    onActivated: Shell.navigate(root.route)

    RowLayout {
        spacing: Theme.gap

        StatusIcon {
            Layout.leftMargin: Theme.space8
            size: Theme.compact ? Theme.iconPrimary : Theme.dp(64)
            status: "warning"
        }

        ColumnLayout {
            Layout.fillWidth: true
            spacing: Theme.space8

            Label {
                Layout.fillWidth: true
                size: Theme.title
                strong: true
                text: root.headline
            }

            Label {
                Layout.fillWidth: true
                color: Theme.textSecondary
                text: root.line
            }
        }

        Icon {
            color: Theme.textSecondary
            directional: true
            name: "chevron-right"
            visible: !root.narrow && root.usable
        }
    }
}
