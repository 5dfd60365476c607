import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// The six screens in fixed order: a column at the side, a bar at the bottom in portrait.
FocusScope {
    id: root

    required property string current
    readonly property bool atBottom: Theme.layout === "portrait"
    readonly property real itemHeight: root.atBottom ? Theme.dp(96) : Theme.dp(root.clampedHeight(Theme.heightDp))
    readonly property real itemWidth: root.atBottom ? (root.width - 7 * Theme.space8) / 6 : Theme.dp(136)

    signal chosen(page: string)

    function clampedHeight(heightDp: real): real {
        const share = Math.floor((heightDp - 2 * 16 - 5 * 8) / 6 / 4) * 4;
        return Math.max(76, Math.min(96, share));
    }

    function moveFocus(forward: bool) {
        root.Window.activeFocusItem.nextItemInFocusChain(forward).forceActiveFocus(Qt.TabFocusReason);
    }

    Accessible.name: qsTr("Screens", "Name of the navigation rail for a screen reader")
    Accessible.role: Accessible.PageTabList
    implicitHeight: Theme.dp(104)
    implicitWidth: Theme.dp(144)

    Keys.onDownPressed: root.moveFocus(true)
    Keys.onUpPressed: root.moveFocus(false)

    Plate {
        anchors.fill: parent
        color: Theme.surface
        radius: 0
    }

    Grid {
        anchors.centerIn: parent
        columns: root.atBottom ? 6 : 1
        spacing: Theme.space8

        RailItem {
            current: root.current === page
            height: root.itemHeight
            iconName: "home"
            //: Rail, one word. Start screen of the car's app.
            //~ dp 128
            label: qsTr("Home")
            //: Rail, full name for a screen reader.
            name: qsTr("Home screen")
            page: "home"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }

        RailItem {
            current: root.current === page
            height: root.itemHeight
            badge: Maintenance.worstSeverity === "critical" ? "critical" : Maintenance.count > 0 ? "warning" : ""
            iconName: "car-wrench"
            //: Rail, one word. Health of the car: tyres, brakes, battery.
            //~ dp 128
            label: qsTr("Vehicle")
            name: {
                //: Rail, full name for a screen reader.
                const calm = qsTr("Vehicle health");
                //: Rail, full name for a screen reader while there is advice about the car. %n is a number.
                return Maintenance.count > 0 ? qsTr("Vehicle health, %n to look at", "", Maintenance.count) : calm;
            }
            page: "vehicle"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }

        RailItem {
            current: root.current === page
            height: root.itemHeight
            iconName: "gauge"
            //: Rail, one word. How one drives: the score.
            //~ dp 128
            label: qsTr("Driving")
            needs: "score/limited"
            route: "driving"
            //: Rail, full name for a screen reader.
            name: qsTr("Driving score")
            page: "driving"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }

        RailItem {
            current: root.current === page
            height: root.itemHeight
            iconName: "ev-station"
            //: Rail, one word. Charging and parking.
            //~ dp 128
            label: qsTr("Services")
            //: Rail, full name for a screen reader.
            name: qsTr("Charging and parking")
            page: "services"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }

        RailItem {
            current: root.current === page
            height: root.itemHeight
            iconName: "storefront"
            //: Rail, one word. Offers of partners.
            //~ dp 128
            label: qsTr("Offers")
            needs: "offers/limited"
            route: "offers"
            //: Rail, full name for a screen reader.
            name: qsTr("Offers and rewards")
            page: "offers"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }

        RailItem {
            current: root.current === page
            height: root.itemHeight
            iconName: "cog"
            //: Rail, one word. Settings of the app.
            //~ dp 128
            label: qsTr("Settings")
            //: Rail, full name for a screen reader.
            name: qsTr("Settings and privacy")
            page: "settings"
            width: root.itemWidth

            onActivated: root.chosen(page)
        }
    }
}
