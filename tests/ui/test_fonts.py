"""The application draws with the bundled faces, or does not start."""

from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QGuiApplication

from app.core.errors import HabitacleError
from app.ui.fonts import FAMILY, load_fonts

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
REGULAR_DIGIT = 1153


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(
    ("family", "weight", "wider"),
    [(FAMILY, 400, False), (FAMILY, 500, True), (f"{FAMILY} Medium", 400, True)],
)
def test_faces(family: str, weight: int, wider: bool) -> None:
    load_fonts(FONTS)
    font = QFont(family)
    font.setPixelSize(100)
    font.setWeight(QFont.Weight(weight))
    assert QGuiApplication.font().family() == FAMILY
    assert QFontInfo(font).exactMatch()
    units = QFontMetricsF(font).horizontalAdvance("0") / 100 * 2048
    assert (units > REGULAR_DIGIT + 60) == wider


@pytest.mark.usefixtures("qapp")
def test_a_missing_face_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match=r"HabitacleSans-Regular\.ttf cannot be loaded"):
        load_fonts(tmp_path)
