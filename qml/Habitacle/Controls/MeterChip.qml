import QtQuick
import QtQuick.Layouts
import Habitacle.Model
import Habitacle.Theme

Rectangle {
    id: root

    required property string iconName
    required property Reading reading
    property int decimals: 0
    property real factor: 1
    property color ink: Theme.text
    property string name: ""
    property string unit: ""

    color: Theme.raised
    implicitHeight: Math.max(Theme.dp(80), row.implicitHeight + 2 * Theme.space12)
    implicitWidth: row.implicitWidth + 2 * Theme.space16
    radius: Theme.radiusInner

    RowLayout {
        id: row

        anchors.centerIn: parent
        spacing: Theme.space12
        width: Math.min(implicitWidth, parent.width - 2 * Theme.space16)

        Icon {
            color: value.stale || !value.shown ? Theme.textSecondary : root.ink
            name: value.stale ? "clock-alert-outline" : root.iconName
        }

        ReadingText {
            id: value

            color: root.ink
            decimals: root.decimals
            explain: false
            factor: root.factor
            name: root.name
            reading: root.reading
            size: Theme.body
            unit: root.unit
        }
    }
}
