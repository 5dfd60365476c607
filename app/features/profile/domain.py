"""What the driver prefers, and what counts as well-formed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.errors import HabitacleError

THEMES = ("auto", "day", "night")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` is a BCP 47 tag, "" for the car's own; `driver_name` "" when not given."""

    theme: str = "auto"
    language: str = ""
    driver_name: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not well-formed with HabitacleError."""
        if self.theme not in THEMES:
            raise HabitacleError(f"The theme is auto, day or night, not {self.theme!r}.")
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise HabitacleError(f"{self.language!r} is not a language tag.")
        if len(self.driver_name) > _NAME_LENGTH or not self.driver_name.isprintable():
            raise HabitacleError(f"A driver's name has at most {_NAME_LENGTH} visible characters.")


def preferences_of(data: Any) -> Preferences:
    """Preferences of stored *data*; unknown keys are ignored, so an older version may read them.

    Raises HabitacleError for anything but a mapping of well-formed values.
    """
    if not isinstance(data, Mapping):
        raise HabitacleError("Preferences are not a JSON object.")
    values = {key: data[key] for key in ("theme", "language", "driver_name") if key in data}
    if not all(isinstance(value, str) for value in values.values()):
        raise HabitacleError("A preference is not a text.")
    return Preferences(**values)
