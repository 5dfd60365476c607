import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The way to the car check, with its result.
RowButton {
    id: root

    readonly property CheckWords words: CheckWords {}

    Layout.fillHeight: true
    Layout.fillWidth: true
    Layout.maximumHeight: Math.max(implicitHeight, Theme.dp(Theme.roomy ? 220 : 136))
    iconColor: Diagnostics.state === "faults" ? Theme.stateColor(root.words.status) : Theme.textSecondary
    iconName: "car-wrench"
    needs: "maintenance"
    route: "vehicle/check"
    subtitle: root.words.title
    //: Row of the vehicle screen: faults that the control units have stored. Short.
    title: qsTr("Car check")
}
