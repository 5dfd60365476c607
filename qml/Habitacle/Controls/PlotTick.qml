import QtQuick
import Habitacle.Theme

// A number beside the scale of a plot.
Label {
    Accessible.ignored: true
    color: Theme.textSecondary
    horizontalAlignment: Text.AlignRight
    size: Theme.caption
    wrap: false
}
