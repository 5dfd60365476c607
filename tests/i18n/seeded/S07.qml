import QtQuick

Text {
    font.family: "Inter"
}
