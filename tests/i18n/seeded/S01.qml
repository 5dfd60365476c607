import QtQuick

Text {
    text: "Open"
}
