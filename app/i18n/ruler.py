"""The bundled font as a ruler: text widths and missing glyphs (fontTools, a developer's tool)."""

from functools import cached_property
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError

REGULAR = "HabitacleSans-Regular.ttf"
MEDIUM = "HabitacleSans-Medium.ttf"


class Ruler:
    """Measures with the Regular face up to `caption` and `body`, with Medium beyond."""

    def __init__(self, fonts: Path) -> None:
        self._fonts = fonts

    def width(self, text: str, size_dp: float) -> float:
        """Sum of the advances of *text* in dp; kerning is left out."""
        face = self._regular if size_dp < 38 else self._medium  # noqa: PLR2004 - Theme.title
        cmap, metrics = face["cmap"], face["metrics"]
        units = sum(metrics[cmap.get(ord(char), ".notdef")][0] for char in text)
        return float(units * size_dp / face["em"])

    def missing(self, text: str) -> str:
        """The characters of *text* one of the faces has no glyph for; line ends do not count."""
        known = self._regular["cmap"].keys() & self._medium["cmap"].keys()
        return "".join(sorted({c for c in text if ord(c) not in known and c != "\n"}))

    @cached_property
    def _regular(self) -> dict[str, Any]:
        return _face(self._fonts / REGULAR)

    @cached_property
    def _medium(self) -> dict[str, Any]:
        return _face(self._fonts / MEDIUM)


def _face(path: Path) -> dict[str, Any]:
    try:
        from fontTools.ttLib import TTFont
    except ImportError as error:
        raise HabitacleError("Measuring text needs fontTools (the dev dependencies).") from error
    try:
        with TTFont(path, lazy=True) as font:
            return {
                "cmap": font.getBestCmap(),
                "metrics": font["hmtx"].metrics,
                "em": font["head"].unitsPerEm,
            }
    except OSError as error:
        raise HabitacleError(f"Cannot read the font {path}: {error.strerror}.") from error
