import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

Card {
    ColumnLayout {
        spacing: Theme.space16

        Label {
            Layout.fillWidth: true
            size: Theme.title
            strong: true
            text: "Habitacle"
        }

        Label {
            Layout.fillWidth: true
            //: About the app. %1 is the version number.
            text: Fmt.fill(qsTr("Version %1"), [Application.version])
        }

        Label {
            Layout.fillWidth: true
            color: Theme.textSecondary
            size: Theme.caption
            //: About the app: licences of the parts it is made of. Names stay as they are.
            text: qsTr("Open source, Apache-2.0. Made with Qt (LGPL-3), Roboto (OFL-1.1) and Material Design Icons (Apache-2.0).")
        }

        Item {
            Layout.fillHeight: true
        }
    }
}
