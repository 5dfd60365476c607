import Habitacle.Controls
import Habitacle.Model

// The way to the tester's signals, in the list of settings.
RowButton {
    iconName: "gauge"
    title: Signals.title
}
