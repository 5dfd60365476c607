"""The application draws with the bundled faces, or does not start."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QGuiApplication

from app.core.errors import HabitacleError
from app.ui.fonts import FACES, FAMILY, load_fonts

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


@pytest.mark.parametrize("face", FACES)
def test_the_legibility_gate_of_iso_15008(face: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    program = str(Path(sys.executable).with_name("fontbakery"))
    subprocess.run(
        [program, "check-iso15008", "-q", "--json", str(report), str(FONTS / face)],
        capture_output=True,
        check=True,
        timeout=60,
    )
    result = json.loads(report.read_text())["result"]
    assert {key: count for key, count in result.items() if count} == {"PASS": 5}
