import QtQuick
import Habitacle.Theme

Image {
    id: root

    property string name: ""
    property color color: Theme.text
    property real size: Theme.iconSecondary
    property bool directional: false

    Accessible.ignored: true
    fillMode: Image.PreserveAspectFit
    height: root.size
    mirror: root.directional && Application.layoutDirection === Qt.RightToLeft
    source: root.name === "" ? "" : "image://icon/" + root.name + "/" + root.color.toString().substring(1)
    sourceSize: Qt.size(root.size, root.size)
    width: root.size
}
