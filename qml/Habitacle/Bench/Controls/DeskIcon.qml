import Habitacle.Controls
import Habitacle.Theme

Icon {
    color: Theme.textSecondary
    size: Desk.icon
}
