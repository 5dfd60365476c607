import QtQuick

Text {
    text: qsTr("a") + root.x
}
