import QtQuick

// Round ends of a scale that holds all known values.
QtObject {
    id: root

    // Digits that are written: no step is finer.
    property int decimals: 0
    property real maximum: Number.NaN
    property real minimum: Number.NaN
    property list<real> values: []
    readonly property list<real> known: root.values.filter(value => !isNaN(value))
    readonly property real least: root.known.length > 0 ? Math.min(...root.known) : 0
    readonly property real most: root.known.length > 0 ? Math.max(...root.known) : 1
    readonly property real from: isNaN(root.minimum) ? root.least : Math.min(root.minimum, root.least)
    readonly property real to: isNaN(root.maximum) ? root.most : Math.max(root.maximum, root.most)
    readonly property real step: Math.max(Math.pow(10, -root.decimals), root.rounded((root.to > root.from ? root.to - root.from : 1) / 2))
    readonly property real low: Math.floor(root.from / root.step) * root.step
    readonly property real high: Math.max(Math.ceil(root.to / root.step) * root.step, root.low + root.step)
    // Whether the middle is a step too, so that it can be written.
    readonly property bool halved: Math.round((root.high - root.low) / root.step) % 2 === 0

    // 1, 2 or 5 times a power of ten, not below *length*.
    function rounded(length: real): real {
        const power = Math.pow(10, Math.floor(Math.log10(length)));
        const lead = length / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }
}
