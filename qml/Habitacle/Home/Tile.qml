import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Theme

// A card with a heading; what stands below it is the child.
Card {
    id: root

    default property alias inside: body.data
    property color iconColor: Theme.textSecondary
    property string iconName: ""
    property string title: ""

    Accessible.name: root.title
    Accessible.role: Accessible.Grouping

    ColumnLayout {
        spacing: Theme.space8

        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.space12

            Icon {
                color: root.iconColor
                name: root.iconName
            }

            Label {
                Layout.fillWidth: true
                fontSizeMode: Text.HorizontalFit
                minimumPixelSize: Theme.caption
                size: Theme.compact ? Theme.body : Theme.title
                strong: true
                text: root.title
            }
        }

        Item {
            id: body

            Layout.fillHeight: true
            Layout.fillWidth: true
        }
    }
}
