pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// A control in all its states: the delegate is a Specimen with a required `modelData`.
ColumnLayout {
    id: root

    required property Component delegate
    property list<string> stateNames: Say.states
    property string title: ""

    Layout.fillWidth: true
    spacing: Theme.space12

    Label {
        Layout.fillWidth: true
        strong: true
        text: root.title
        visible: root.title !== ""
    }

    Flow {
        Layout.fillWidth: true
        spacing: Theme.gap

        Repeater {
            delegate: root.delegate
            model: root.stateNames
        }
    }
}
