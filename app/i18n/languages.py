"""The languages of the product and the unit symbols (`translations/*.toml`)."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from app.core.errors import HabitacleError

SOURCE = "en"
"""The language messages are written in; its catalogue lies below every other."""

PSEUDO = {"en-XA": "[Ƥšéûðö]", "ar-XB": "[Bidi]"}
"""Generated languages for developers, with the name the language menu shows for them."""


class Language(NamedTuple):
    """A language: our code, its own name, its CLDR locale, and whether it runs right to left.

    `time` is CLDR's short pattern of a 24-hour clock.
    """

    code: str
    autonym: str
    cldr: str
    rtl: bool = False
    time: str = "HH:mm"


class Languages(NamedTuple):
    """All languages by code, and the aliases of older or wider codes."""

    by_code: Mapping[str, Language]
    alias: Mapping[str, str]

    def find(self, code: str) -> Language | None:
        """The language of a code such as `fr`, `fr_BE` or `no`; None if we have none for it."""
        known = self.by_code.get(code)
        if known is not None:
            return known
        base = code.replace("_", "-").split("-", 1)[0].lower()
        return self.by_code.get(self.alias.get(base, base))


class Units(NamedTuple):
    """Symbols by unit, with a language's own ones first, and how currencies are written."""

    symbols: Mapping[str, str]
    by_language: Mapping[str, Mapping[str, str]]
    two_digits_first: frozenset[str]
    currency_symbol: Mapping[str, str]
    currency_iso: frozenset[str]

    def symbol(self, unit: str, language: str) -> str:
        """The text behind a number; an unknown unit is shown as it is named."""
        own = self.by_language.get(language, {})
        return own.get(unit, self.symbols.get(unit, unit)).replace(" ", "\u00a0")


def load_languages(translations: Path) -> Languages:
    """Read `languages.toml`, pseudo-locales added. Raises HabitacleError for a file we refuse."""
    data = read_toml(translations / "languages.toml")
    try:
        by_code = {
            code: Language(code, row["autonym"], row["cldr"], row["dir"] == "rtl", row["time"])
            for code, row in data["language"].items()
        }
        english = by_code[SOURCE]
        by_code["en-XA"] = Language("en-XA", PSEUDO["en-XA"], english.cldr)
        by_code["ar-XB"] = Language("ar-XB", PSEUDO["ar-XB"], "ar", rtl=True)
        return Languages(by_code, dict(data["alias"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(f"languages.toml is not usable: {error!r}.") from error


def load_units(translations: Path) -> Units:
    """Read `units.toml`. Raises HabitacleError for a file we refuse."""
    data = read_toml(translations / "units.toml")
    try:
        return Units(
            symbols=dict(data["symbols"]),
            by_language=dict(data["language"]),
            two_digits_first=frozenset(data["grouping"]["two_digits_first"]),
            currency_symbol=dict(data["currency"]["always_symbol"]),
            currency_iso=frozenset(data["currency"]["iso_code"]),
        )
    except (KeyError, TypeError) as error:
        raise HabitacleError(f"units.toml is not usable: {error!r}.") from error


def read_toml(path: Path) -> dict[str, Any]:
    """What *path* says; HabitacleError for one that cannot be read."""
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise HabitacleError(f"Cannot read {path}: {error}.") from error
