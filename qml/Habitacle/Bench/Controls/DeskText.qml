import QtQuick
import Habitacle.Controls
import Habitacle.Theme

// A line of text; `dim` for what explains.
Label {
    id: root

    property bool dim: false

    color: root.dim ? Theme.textSecondary : Theme.text
    elide: Text.ElideRight
    size: Desk.text
    wrap: false
}
