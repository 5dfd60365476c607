import QtQuick
import Habitacle.Theme

// A row that is on or off, in a word too. It asks by `switched`; whoever owns `on` changes it.
Pressable {
    id: root

    property bool on: false
    property string iconName: ""
    property string subtitle: ""
    property string title: ""
    //: State of a switch.
    //~ max 8
    property string offText: qsTr("Off")
    //: State of a switch.
    //~ max 8
    property string onText: qsTr("On")

    signal switched(on: bool)

    Accessible.checkable: true
    Accessible.checked: root.on
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
        iconName: root.iconName
        subtitle: root.subtitle
        title: root.title
        titleColor: root.usable ? Theme.text : Theme.textSecondary
        value: root.on ? root.onText : root.offText
        valueColor: root.usable ? Theme.text : Theme.textSecondary

        Icon {
            color: Theme.textSecondary
            name: "lock"
            visible: !root.usable
        }

        SwitchTrack {
            on: root.on
            usable: root.usable
        }
    }

    onActivated: root.switched(!root.on)
}
