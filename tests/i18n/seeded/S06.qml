import QtQuick

Text {
    text: Fmt.number(root.value, 1)
}
