import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

// A vehicle value: the number when it may be shown, "–" when not, its age when it is old.
ColumnLayout {
    id: root

    required property Reading reading
    property color color: Theme.text
    property int decimals: 0
    property bool explain: true
    property real factor: 1
    property string name: ""
    property int size: Theme.display64
    property string unit: ""
    property int unitSize: Theme.caption
    readonly property bool percent: root.unit === "percent"
    readonly property bool shown: root.reading.shown
    readonly property bool stale: root.shown && root.reading.state === "stale"
    readonly property color ink: root.shown && !root.stale ? root.color : Theme.textSecondary
    readonly property real value: root.shown ? root.reading.value * root.factor : Number.NaN
    readonly property string whole: root.percent ? Fmt.percent(root.value, Fmt.revision) : root.unit === "" ? Fmt.number(root.value, root.decimals, Fmt.revision) : Fmt.quantity(root.value, root.unit, root.decimals, Fmt.revision)
    //: Age of an old value, beside a clock icon. %1 is a duration such as "3 min".
    readonly property string age: root.stale ? Fmt.fill(qsTr("%1 ago"), [Fmt.duration(root.reading.ageSeconds, Fmt.revision)]) : ""

    Accessible.description: root.stale ? root.age : root.whole
    Accessible.name: root.name
    Accessible.role: Accessible.Indicator
    spacing: Theme.dp(4)

    Row {
        // Number and Latin symbol read left to right in every language.
        LayoutMirroring.childrenInherit: true
        LayoutMirroring.enabled: false
        spacing: Math.max(Theme.space8, root.size / 6)

        Label {
            id: number

            Accessible.ignored: true
            color: root.ink
            size: root.size
            strong: true
            text: root.percent ? root.whole : Fmt.number(root.value, root.decimals, Fmt.revision)
            wrap: false
        }

        Label {
            Accessible.ignored: true
            anchors.baseline: number.baseline
            color: Theme.textSecondary
            size: root.unitSize
            text: Fmt.unitText(root.unit, Fmt.revision)
            visible: root.shown && root.unit !== "" && !root.percent
            wrap: false
        }
    }

    RowLayout {
        spacing: Theme.space8
        visible: root.explain && root.stale

        Icon {
            color: Theme.textSecondary
            name: "clock-alert-outline"
            size: Theme.iconTertiary
        }

        Label {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            text: root.age
        }
    }
}
