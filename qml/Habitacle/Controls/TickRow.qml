import QtQuick
import Habitacle.Theme

// A row with a box to tick. It asks by `switched`; whoever owns `ticked` changes it.
Pressable {
    id: root

    property bool ticked: false
    property string subtitle: ""
    property string title: ""

    signal switched(ticked: bool)

    Accessible.checkable: true
    Accessible.checked: root.ticked
    Accessible.role: Accessible.CheckBox
    bottomPadding: Theme.space12
    implicitHeight: Math.max(Theme.row, implicitContentHeight + topPadding + bottomPadding)
    leftPadding: Theme.gap
    name: root.title
    rightPadding: Theme.gap
    topPadding: Theme.space12

    background: Face {
        down: root.down
    }
    contentItem: RowBody {
        iconColor: root.usable ? Theme.text : Theme.textSecondary
        iconName: root.ticked ? "checkbox-marked" : "checkbox-blank-outline"
        subtitle: root.subtitle
        title: root.title
        titleColor: root.usable ? Theme.text : Theme.textSecondary

        Icon {
            color: Theme.textSecondary
            name: "lock"
            visible: !root.usable
        }
    }

    onActivated: root.switched(!root.ticked)
}
