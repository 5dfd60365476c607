import QtQuick

Text {
    text: qsTr(root.name)
}
