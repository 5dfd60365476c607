"""How long a text may be: `max` characters and `dp` width, from the comments of its message."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import HabitacleError
from app.i18n.ruler import Ruler

_MAX = re.compile(r"max (\d+)")
_DP = re.compile(r"dp (\d+)(?: (\w+))?")
_SAMPLE = "100"
_PLACE = re.compile(r"%[1-9n]|\{\w+\}")
SIZES = {"caption": 24, "body": 32, "title": 38, "headline": 44}
"""Type tokens a `dp` width may name, in dp; without one it is for `caption` (rail labels)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one message; None where it has none."""

    characters: int | None = None
    width_dp: int | None = None
    size: str = "caption"

    @classmethod
    def of(cls, comments: Iterable[str]) -> "Limits":
        """Read the developers' comments. Raises HabitacleError for an unknown type token."""
        characters = width = None
        size = "caption"
        for comment in comments:
            if match := _MAX.fullmatch(comment):
                characters = int(match[1])
            elif match := _DP.fullmatch(comment):
                width, size = int(match[1]), match[2] or size
        if size not in SIZES:
            raise HabitacleError(f"A dp limit names the type size {size}, which does not exist.")
        return cls(characters, width, size)

    def breach(self, text: str, ruler: Ruler) -> str:
        """Why *text*, its places filled with samples, is too long; "" if it is not."""
        shown = _PLACE.sub(_SAMPLE, text)
        if self.characters is not None and len(shown) > self.characters:
            return f"{len(shown)} characters of {self.characters}"
        if self.width_dp is not None:
            width = ruler.width(shown, SIZES[self.size])
            if width > self.width_dp:
                return f"{width:.0f} dp of {self.width_dp} at {self.size}"
        return ""
