"""The bundled font, the only one the product draws with."""

from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from app.core.errors import HabitacleError

FAMILY = "Habitacle Sans"
FACES = ("HabitacleSans-Regular.ttf", "HabitacleSans-Medium.ttf")


def load_fonts(folder: Path) -> None:
    """Load every face of *folder* and make the family the application's font.

    Needs a QGuiApplication and comes before the first window. Raises HabitacleError if a face is
    missing or refused: another font would not keep the legibility the sizes were chosen for.
    """
    for name in FACES:
        if QFontDatabase.addApplicationFont(str(folder / name)) < 0:
            raise HabitacleError(f"The font {folder / name} cannot be loaded.")
    QGuiApplication.setFont(QFont(FAMILY))
