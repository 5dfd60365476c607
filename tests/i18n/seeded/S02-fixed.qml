import QtQuick

Text {
    text: root.value.toFixed(1)
}
