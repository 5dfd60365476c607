import QtQuick
import Habitacle.Theme

// Where the columns of the signals stand; where it is narrow, below path and source.
QtObject {
    id: root

    property real width: 0
    readonly property bool narrow: root.width < Theme.dp(1480)
    readonly property real gap: Theme.space16
    readonly property real line: Theme.dp(30)
    readonly property real pad: Theme.dp(root.narrow ? 5 : 3)
    readonly property real rowHeight: (root.narrow ? 3 : 2) * root.line + 2 * root.pad
    readonly property real value: Theme.dp(root.narrow ? 150 : 190)
    readonly property real unit: Theme.dp(root.narrow ? 120 : 150)
    readonly property real validity: Theme.dp(290)
    readonly property real age: Theme.dp(84)
    readonly property real rate: Theme.dp(84)
    readonly property real name: root.narrow ? root.width : root.valueX - root.gap

    readonly property real rateX: root.width - root.rate
    readonly property real ageX: root.rateX - root.gap - root.age
    readonly property real validityX: root.narrow ? root.unitX + root.unit + root.gap : root.ageX - root.gap - root.validity
    readonly property real unitX: root.narrow ? root.valueX + root.value + root.gap : root.validityX - root.gap - root.unit
    readonly property real valueX: root.narrow ? 0 : root.unitX - root.gap - root.value
}
