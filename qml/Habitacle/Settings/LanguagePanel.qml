pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

ScrollPane {
    id: root

    spacing: Theme.space12

    FlowScope {
        flow: "language"
        needs: "setup"
        open: root.visible
        pane: root
        route: "settings/language"
    }

    Repeater {
        model: I18n.languages

        RowButton {
            id: row

            required property var modelData

            Layout.fillWidth: true
            chevron: false
            //: What is locked while driving.
            lockName: qsTr("Language")
            needs: "setup"
            route: "settings/language"
            selected: I18n.language === row.modelData.code
            title: row.modelData.autonym

            onActivated: Preferences.setLanguage(row.modelData.code)
        }
    }
}
