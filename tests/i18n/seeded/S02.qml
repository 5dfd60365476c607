import QtQuick

Text {
    text: root.value.toLocaleString()
}
