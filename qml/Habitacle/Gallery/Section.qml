import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// What one chapter of the gallery stands on.
Card {
    default property alias rows: column.data

    ColumnLayout {
        id: column

        spacing: Theme.space32
    }
}
