import QtQuick
import QtQuick.Layouts
import Habitacle.Theme

// A rounded surface; what is put inside is laid out in a column, a layout inside fills it.
Rectangle {
    id: root

    default property alias content: slot.data
    property color bar: Theme.transparent
    property real padding: Theme.gap
    property bool raised: false

    color: root.raised ? Theme.raised : Theme.surface
    implicitHeight: slot.implicitHeight + 2 * root.padding
    implicitWidth: slot.implicitWidth + 2 * root.padding
    radius: Theme.radius

    EdgeBar {
        color: root.bar
        visible: root.bar.a > 0
    }

    ColumnLayout {
        id: slot

        anchors.fill: parent
        anchors.margins: root.padding
        spacing: Theme.space12
    }
}
