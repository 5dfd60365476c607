pragma Singleton

import QtQuick
import Habitacle.Model as Model

QtObject {
    id: root

    readonly property color background: Model.Palette.background
    readonly property color surface: Model.Palette.surface
    readonly property color raised: Model.Palette.raised
    readonly property color line: Model.Palette.line
    readonly property color text: Model.Palette.text
    readonly property color textSecondary: Model.Palette.textSecondary
    readonly property color accent: Model.Palette.accent
    readonly property color accentInk: Model.Palette.accentInk
    readonly property color ok: Model.Palette.ok
    readonly property color warning: Model.Palette.warning
    readonly property color critical: Model.Palette.critical
    readonly property color info: Model.Palette.info
    readonly property color outline: Model.Palette.outline
    readonly property color tintAccent: Model.Palette.tintAccent
    readonly property color tintOk: Model.Palette.tintOk
    readonly property color tintWarning: Model.Palette.tintWarning
    readonly property color tintCritical: Model.Palette.tintCritical
    readonly property color tintInfo: Model.Palette.tintInfo
    readonly property color transparent: Qt.rgba(0, 0, 0, 0)
    readonly property bool night: Model.Palette.night

    readonly property string layout: Model.Display.layout
    readonly property bool compact: Model.Display.compact
    // More room than any head unit's screen needs: further tiles and rows, larger numerals.
    readonly property bool roomy: Math.min(root.widthDp, root.heightDp) >= 1300
    readonly property real widthDp: Model.Display.widthDp
    readonly property real heightDp: Model.Display.heightDp

    readonly property string family: "Habitacle Sans"
    // The driver's larger text; labels of the rail have a fixed place and stay.
    readonly property real textScale: Model.Preferences.largeText ? 1.15 : 1
    readonly property int railLabel: root.dp(24)
    readonly property int caption: root.dp(24 * root.textScale)
    readonly property int body: root.dp(32 * root.textScale)
    readonly property int title: root.dp(38 * root.textScale)
    readonly property int headline: root.dp(44 * root.textScale)
    readonly property int display48: root.dp(48 * root.textScale)
    readonly property int display64: root.dp(64 * root.textScale)
    readonly property int display80: root.dp(80 * root.textScale)
    readonly property int display120: root.dp(120 * root.textScale)

    readonly property real space8: root.dp(8)
    readonly property real space12: root.dp(12)
    readonly property real space16: root.dp(16)
    readonly property real space24: root.dp(24)
    readonly property real space32: root.dp(32)
    readonly property real gap: root.compact ? root.space16 : root.space24
    readonly property real margin: root.gap
    readonly property real radius: root.dp(24)
    readonly property real radiusInner: root.dp(16)
    readonly property real lineWidth: root.dp(2)
    readonly property real bar: root.dp(6)
    readonly property real ring: root.dp(4)
    readonly property real touch: root.dp(76)
    readonly property real row: root.dp(root.roomy ? 128 : 96)
    readonly property real iconPrimary: root.dp(44)
    readonly property real iconSecondary: root.dp(36)
    readonly property real iconTertiary: root.dp(24)

    function dp(length: real): real {
        return Math.floor(length * Model.Display.scale + 0.5) / Model.Display.pixelRatio;
    }

    function stateColor(state: string): color {
        switch (state) {
        case "ok":
            return root.ok;
        case "info":
            return root.info;
        case "warning":
            return root.warning;
        case "critical":
            return root.critical;
        default:
            return root.textSecondary;
        }
    }

    function stateTint(state: string): color {
        switch (state) {
        case "ok":
            return root.tintOk;
        case "info":
            return root.tintInfo;
        case "warning":
            return root.tintWarning;
        case "critical":
            return root.tintCritical;
        default:
            return root.raised;
        }
    }

    function stateIcon(state: string): string {
        switch (state) {
        case "ok":
            return "check-circle";
        case "info":
            return "information";
        case "warning":
            return "alert";
        case "critical":
            return "alert-octagon";
        case "none":
            return "minus-circle-outline";
        default:
            return "help-circle-outline";
        }
    }
}
