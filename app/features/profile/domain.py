"""What the driver prefers, and what counts as well-formed."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from app.core.errors import HabitacleError

THEMES = ("auto", "day", "night")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
NAME_LENGTH = 24
"""Most characters of a driver's name: it must fit beside the clock."""

_BRIGHTEST = 100
_KINDS = {str: "a text", bool: "true or false", int: "a whole number"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """`language` is a BCP 47 tag, "" for the car's own; `driver_name` "" when not given.

    `reduced_motion`: pages and controls change without movement. `large_text`: text is larger.
    `brightness_day`, `brightness_night`: level of the display in percent, one for each theme.
    """

    theme: str = "auto"
    language: str = ""
    driver_name: str = ""
    reduced_motion: bool = False
    large_text: bool = False
    brightness_day: int = 80
    brightness_night: int = 40

    def __post_init__(self) -> None:
        """Refuse what is not well-formed with HabitacleError."""
        if self.theme not in THEMES:
            raise HabitacleError(f"The theme is auto, day or night, not {self.theme!r}.")
        if self.language and not _LANGUAGE.fullmatch(self.language):
            raise HabitacleError(f"{self.language!r} is not a language tag.")
        if len(self.driver_name) > NAME_LENGTH or not self.driver_name.isprintable():
            raise HabitacleError(f"A driver's name has at most {NAME_LENGTH} visible characters.")
        for level in (self.brightness_day, self.brightness_night):
            if not 0 <= level <= _BRIGHTEST:
                raise HabitacleError(f"A brightness is 0 to {_BRIGHTEST} percent, not {level}.")


def name_of(typed: str) -> str:
    """The name a driver typed: composed (NFC), with single spaces inside and none around it.

    Control and direction characters are none of a name: `Preferences` refuses them.
    """
    return " ".join(part for part in unicodedata.normalize("NFC", typed).split(" ") if part)


def preferences_of(data: Any) -> Preferences:
    """Preferences of stored *data*; unknown keys are ignored, so an older version may read them.

    Raises HabitacleError for anything but a mapping of well-formed values.
    """
    if not isinstance(data, Mapping):
        raise HabitacleError("Preferences are not a JSON object.")
    known = {field.name: type(field.default) for field in fields(Preferences)}
    values = {key: data[key] for key in known if key in data}
    for key, value in values.items():
        if type(value) is not known[key]:
            raise HabitacleError(f"The preference {key} is not {_KINDS[known[key]]}.")
    return Preferences(**values)
