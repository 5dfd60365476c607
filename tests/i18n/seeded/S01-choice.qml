import QtQuick

Text {
    text: root.open ? "Open" : qsTr("Closed")
}
