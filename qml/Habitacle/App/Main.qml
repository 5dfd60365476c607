import QtQuick
import QtQuick.Window
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Window {
    id: root

    property string page: "home"
    readonly property bool hidden: root.page === "driving" && Restrictions.modes.score === "hidden" || root.page === "offers" && Restrictions.modes.offers === "hidden"
    readonly property bool rightToLeft: Application.layoutDirection === Qt.RightToLeft

    function open(page: string) {
        root.closeAll();
        Shell.section = page === "privacy" ? "privacy" : "";
        root.page = page === "privacy" ? "settings" : page;
    }

    function closeAll() {
        quickPrivacy.open = false;
        lock.open = false;
    }

    color: Theme.background
    height: Display.startHeight
    title: "Habitacle"
    visible: true
    width: Display.startWidth

    Connections {
        function onLockShown(what: string) {
            lock.what = what;
            lock.open = true;
        }

        function onPageRequested(page: string) {
            root.open(page);
        }

        function onPrivacyRequested() {
            quickPrivacy.open = true;
        }

        function onBackRequested() {
            host.backPressed();
        }

        target: Shell
    }

    Item {
        id: frame

        Keys.onBackPressed: host.backPressed()
        Keys.onEscapePressed: host.backPressed()
        LayoutMirroring.childrenInherit: true
        LayoutMirroring.enabled: root.rightToLeft
        anchors.fill: parent

        Rail {
            id: rail

            anchors.bottom: parent.bottom
            anchors.left: parent.left
            current: root.page
            focus: true
            height: rail.atBottom ? implicitHeight : parent.height
            width: rail.atBottom ? parent.width : implicitWidth

            onChosen: page => root.open(page)
        }

        Item {
            id: content

            anchors.bottom: rail.atBottom ? rail.top : parent.bottom
            anchors.left: rail.atBottom ? parent.left : rail.right
            anchors.right: parent.right
            anchors.top: parent.top

            StatusBar {
                id: status

                anchors.left: parent.left
                anchors.leftMargin: Theme.margin
                anchors.right: parent.right
                anchors.rightMargin: Theme.margin
                anchors.top: parent.top
                height: implicitHeight
                nested: host.nested
                notice: link.missing && link.tight ? link.text : ""
                title: host.title

                onBackPressed: host.backPressed()
            }

            VehicleLink {
                id: link

                anchors.left: parent.left
                anchors.leftMargin: Theme.margin
                anchors.right: parent.right
                anchors.rightMargin: Theme.margin
                anchors.top: status.bottom
            }

            PageHost {
                id: host

                anchors.bottom: parent.bottom
                anchors.left: parent.left
                anchors.margins: Theme.margin
                anchors.right: parent.right
                anchors.top: link.visible ? link.bottom : status.bottom
                anchors.topMargin: link.visible ? Theme.space16 : 0
                current: root.page
                visible: !root.hidden
            }

            LockedPage {
                anchors.fill: host
                text: lock.why
                title: lock.when
                visible: root.hidden
            }

            Item {
                anchors.bottom: parent.bottom
                anchors.left: parent.left
                anchors.margins: Theme.margin
                anchors.right: parent.right
                anchors.top: status.bottom
                anchors.topMargin: 0

                Sheet {
                    id: quickPrivacy

                    //: Title of the panel behind the privacy chip.
                    title: qsTr("What is shared")

                    onClosed: quickPrivacy.open = false

                    Loader {
                        active: quickPrivacy.open
                        anchors.fill: parent
                        source: Qt.resolvedUrl("../Privacy/QuickSheet.qml")
                    }
                }

                MaintenanceOverlay {}

                LockNotice {
                    id: lock

                    onClosed: lock.open = false
                }
            }
        }
    }
}
