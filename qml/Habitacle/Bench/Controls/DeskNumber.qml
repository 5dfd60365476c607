import QtQuick

// A number to type; shows `actual` until somebody types, tells `changed(value)` on Enter or when the focus leaves.
DeskField {
    id: root

    property real actual: 0
    property int decimals: 0
    property bool dirty: false
    property real from: -1e9
    property real to: 1e9
    property string unit: ""

    signal changed(value: real)

    horizontalAlignment: TextInput.AlignRight
    implicitWidth: Desk.px(92)
    maximumLength: 12
    note: root.unit

    validator: DoubleValidator {
        bottom: root.from
        decimals: root.decimals
        locale: "C"
        notation: DoubleValidator.StandardNotation
        top: root.to
    }

    function tell() {
        if (root.dirty && root.acceptableInput)
            root.changed(Number(root.text));
        root.dirty = false;
    }

    onActiveFocusChanged: {
        if (root.activeFocus)
            root.selectAll();
        else
            root.tell();
    }
    onEntered: root.tell()
    onTextEdited: root.dirty = true

    Binding on text {
        value: root.actual.toFixed(root.decimals)
        when: !root.dirty
    }
}
