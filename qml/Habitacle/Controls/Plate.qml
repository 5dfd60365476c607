import QtQuick
import Habitacle.Theme

Rectangle {
    color: Theme.raised
    radius: Theme.radiusInner
}
