import QtQuick
import Habitacle.Controls
import Habitacle.Model

// The driver's name by letters. Driving off keeps what was entered; it is saved by the key alone.
FocusScope {
    id: root

    readonly property string flow: "driver"

    FlowScope {
        flow: root.flow
        needs: "setup"
        open: root.visible
        route: "settings/name"
    }

    LetterKeypad {
        id: pad

        anchors.centerIn: parent
        height: Math.min(parent.height, pad.tallest)
        width: Math.min(parent.width, pad.broadest)
        //: Key that takes over the name that was entered.
        //~ max 14
        doneText: qsTr("Save")
        maximumLength: Preferences.nameLength
        //: What is entered, for a screen reader and for the notice that says why it is locked.
        name: qsTr("Driver's name")
        needs: "setup"
        route: "settings/name"

        Component.onCompleted: {
            const kept = Flows.input(root.flow, "text");
            pad.text = kept !== "" ? kept : Preferences.driverName;
        }
        onConfirmed: text => {
            if (Preferences.setDriverName(text))
                Shell.section = "driver";
        }
        onTextChanged: Flows.keep(root.flow, "", {
            text: pad.text
        })
    }
}
