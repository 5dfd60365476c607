pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Bench.Controls
import Habitacle.Model

// Where the chosen fault is set, and for how long.
Panel {
    id: root

    readonly property list<string> shown: {
        const needle = filter.text.trim().toLowerCase();
        return BenchFaults.targets.filter(target => target.toLowerCase().includes(needle));
    }

    function inject(target: string) {
        BenchFaults.inject(target, root.lasts);
    }

    property real lasts: BenchFaults.usual

    title: BenchFaults.label

    Connections {
        function onKindChanged() {
            root.lasts = BenchFaults.usual;
        }

        target: BenchFaults
    }

    DeskText {
        Layout.fillWidth: true
        dim: true
        elide: Text.ElideNone
        text: BenchFaults.hint
        wrap: true
    }

    RowLayout {
        spacing: Desk.tight

        DeskNumber {
            id: seconds

            actual: root.lasts
            decimals: 1
            from: 0
            name: "Seconds, 0 until cleared"
            to: 86400
            unit: "s"

            onChanged: value => root.lasts = value
        }

        DeskText {
            Layout.fillWidth: true
            dim: true
            size: Desk.small
            text: root.lasts > 0 ? "then it ends by itself" : "0: until cleared"
        }
    }

    DeskField {
        id: filter

        Layout.fillWidth: true
        name: BenchFaults.kind === "dtc" ? "Trouble code" : "Filter targets"
        note: root.shown.length + " of " + BenchFaults.targets.length
        placeholderText: BenchFaults.kind === "dtc" ? "ECU:CODE-TYPE:confirmed" : "Filter"

        onEntered: text => {
            if (BenchFaults.kind === "dtc")
                root.inject(text);
        }
    }

    DeskList {
        id: targets

        Layout.fillHeight: true
        Layout.fillWidth: true
        model: root.shown

        delegate: Line {
            id: line

            required property string modelData

            name: "Set on " + line.modelData
            width: targets.rowWidth

            onActivated: root.inject(line.modelData)

            DeskText {
                anchors.verticalCenter: parent?.verticalCenter
                text: line.modelData
                width: parent?.width ?? 0
            }
        }
    }

    DeskButton {
        Layout.fillWidth: true
        enabled: BenchFaults.targets.length > 1 && BenchFaults.targets.length <= 8
        name: "Set on all"
        text: "Set on all " + BenchFaults.targets.length
        visible: enabled

        onActivated: BenchFaults.injectAll(root.lasts)
    }
}
