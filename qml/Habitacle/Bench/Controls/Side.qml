import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T

// One side of a `Split`; what is put inside fills it. `least` and `wanted` lengths, or it takes the rest.
Item {
    id: root

    default property alias content: slot.data
    property bool fills: false
    property real least: 0
    property real wanted: 0

    T.SplitView.fillHeight: root.fills
    T.SplitView.fillWidth: root.fills
    T.SplitView.minimumHeight: root.least
    T.SplitView.minimumWidth: root.least
    T.SplitView.preferredHeight: root.wanted
    T.SplitView.preferredWidth: root.wanted

    ColumnLayout {
        id: slot

        anchors.fill: parent
        spacing: 0
    }
}
