import QtQuick
import Habitacle.Controls
import Habitacle.Model
import Habitacle.Theme

// What the gallery is looked at with: each chip says how it is now and changes it.
Flow {
    id: root

    readonly property bool rightToLeft: Application.layoutDirection === Qt.RightToLeft

    function speak(rightToLeft: bool) {
        I18n.setLanguage(rightToLeft ? "ar-XB" : Say.long ? "en-XA" : "en");
    }

    spacing: Theme.space8

    ChipButton {
        iconName: "theme-light-dark"
        text: Theme.night ? "Night" : "Day"

        onActivated: Preferences.setTheme(Theme.night ? "day" : "night")
    }

    ChipButton {
        text: Preferences.largeText ? "Text 115 %" : "Text 100 %"

        onActivated: Preferences.setLargeText(!Preferences.largeText)
    }

    ChipButton {
        text: Say.long ? "Long words" : "Usual words"

        onActivated: {
            Say.long = !Say.long;
            root.speak(root.rightToLeft);
        }
    }

    ChipButton {
        text: root.rightToLeft ? "Right to left" : "Left to right"

        onActivated: root.speak(!root.rightToLeft)
    }

    ChipButton {
        text: Gallery.width + " × " + Gallery.height

        onActivated: Gallery.setDisplay((Gallery.display + 1) % Gallery.displays)
    }

    ChipButton {
        iconName: "car-shift-pattern"
        text: Gallery.moving ? "Moving" : "Parked"

        onActivated: Gallery.setMoving(!Gallery.moving)
    }

    ChipButton {
        text: Motion.reducedMotion ? "Less motion" : "Usual motion"

        onActivated: Preferences.setReducedMotion(!Preferences.reducedMotion)
    }
}
