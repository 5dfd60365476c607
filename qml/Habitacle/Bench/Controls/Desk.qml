pragma Singleton

import QtQuick

// Sizes of a desk tool: pixels of a monitor seen from an arm's length, times the tester's zoom.
QtObject {
    id: root

    property real zoom: 1
    readonly property int small: root.px(12)
    readonly property int text: root.px(13)
    readonly property int title: root.px(14)
    readonly property int big: root.px(20)
    readonly property int row: root.px(28)
    readonly property int gap: root.px(12)
    readonly property int tight: root.px(6)
    readonly property int radius: root.px(8)
    readonly property int corner: root.px(5)
    readonly property int icon: root.px(16)
    readonly property int ring: root.px(2)
    readonly property int line: 1
    readonly property int label: root.px(112)

    function px(length: real): int {
        return Math.round(length * root.zoom);
    }

    function larger(by: real) {
        root.zoom = Math.max(0.8, Math.min(2, Math.round((root.zoom + by) * 10) / 10));
    }
}
