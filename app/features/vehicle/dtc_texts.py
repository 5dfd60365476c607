"""Plain words for trouble codes: what is wrong, how soon to act, what to do.

Codes and their letters after SAE J2012 / ISO 15031-6; severities are those of alerts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app.core.errors import HabitacleError
from app.core.strict_json import parse_object

SCHEMA = "dtc-texts/1"
SEVERITIES = ("info", "plan", "soon", "critical")
TITLE_MAX = 60
"""Characters of a title."""

_CODE = re.compile(r"[PCBU][0-3][0-9A-F]{3}")
_PREFIX = re.compile(r"[PCBU][0-3][0-9A-F]?")
_SYSTEMS = {"P": "powertrain", "C": "chassis", "B": "body", "U": "network"}
_ORIGINS = ("generic", "manufacturer")
_KEYS = frozenset(
    {
        "schema",
        "version",
        "source",
        "advice",
        "manufacturer_prefixes",
        "structure",
        "other",
        "codes",
        "makes",
    }
)


@dataclass(frozen=True, slots=True)
class DtcText:
    """Words for one code, English sources of the catalogue context "Dtc".

    `severity` is one of `SEVERITIES`, `advice` a sentence. `known` is False for words that follow
    from the code's structure alone.
    """

    title: str
    severity: str
    advice: str
    known: bool


@dataclass(frozen=True, slots=True)
class DtcTexts:
    """The words of one file; built by `load_dtc_texts`.

    `structure` is keyed by system and origin, `makes` by the make in lower case.
    """

    version: str
    manufacturer_prefixes: tuple[str, ...]
    structure: Mapping[tuple[str, str], DtcText]
    other: DtcText
    codes: Mapping[str, DtcText]
    makes: Mapping[str, Mapping[str, DtcText]]

    def find(self, code: str, make: str | None = None) -> DtcText:
        """The words for *code* ("P0420", or "C1812-87" whose failure type changes nothing).

        There is always an answer. A manufacturer's code has words of its own only for a *make*
        that the file knows; a code of another form gets the words for any fault.
        """
        base = code.partition("-")[0].upper()
        if not _CODE.fullmatch(base):
            return self.other
        own = self.is_manufacturers(base)
        texts = self.makes.get((make or "").casefold(), {}) if own else self.codes
        return texts.get(base) or self.structure[_SYSTEMS[base[0]], _ORIGINS[own]]

    def is_manufacturers(self, code: str) -> bool:
        """Whether *code* lies in a range that every manufacturer assigns alone."""
        return code.startswith(self.manufacturer_prefixes)


def load_dtc_texts(path: Path) -> DtcTexts:
    """Read `assets/dtc/*.json`. Raises HabitacleError that names file, key and reason."""
    try:
        data = parse_object(path.read_bytes())
    except OSError as error:
        raise HabitacleError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise HabitacleError(f"{path} is refused: {error}.") from error
    return _Reader(path, data).texts()


class _Reader:
    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self._path = path
        self._data = data
        self._advice: dict[str, str] = {}

    def texts(self) -> DtcTexts:
        self._keys("the file", self._data, _KEYS)
        if self._data["schema"] != SCHEMA:
            self._refuse("schema", f"{self._data['schema']!r} is not {SCHEMA!r}")
        self._string("source", self._data["source"])
        advice = self._object("advice", self._data["advice"])
        self._advice = {name: self._string(f"advice.{name}", text) for name, text in advice.items()}
        prefixes = self._prefixes()
        makes = self._object("makes", self._data["makes"])
        return DtcTexts(
            version=self._string("version", self._data["version"]),
            manufacturer_prefixes=prefixes,
            structure=self._structure(),
            other=self._text("other", self._data["other"], known=False),
            codes=self._codes("codes", self._data["codes"], prefixes, own=False),
            makes={
                self._make(make): self._codes(f"makes.{make}", codes, prefixes, own=True)
                for make, codes in makes.items()
            },
        )

    def _prefixes(self) -> tuple[str, ...]:
        key, prefixes = "manufacturer_prefixes", self._data["manufacturer_prefixes"]
        if not isinstance(prefixes, list):
            self._refuse(key, "it is not a list")
        for prefix in prefixes:
            if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
                self._refuse(key, f"{prefix!r} does not begin a code")
        return tuple(prefixes)

    def _structure(self) -> dict[tuple[str, str], DtcText]:
        systems = self._keys("structure", self._data["structure"], _SYSTEMS.values())
        return {
            (system, origin): self._text(f"structure.{system}.{origin}", row, known=False)
            for system, rows in systems.items()
            for origin, row in self._keys(f"structure.{system}", rows, _ORIGINS).items()
        }

    def _codes(
        self, key: str, value: object, prefixes: tuple[str, ...], *, own: bool
    ) -> dict[str, DtcText]:
        rows = self._object(key, value)
        for code in rows:
            if not _CODE.fullmatch(code):
                self._refuse(f"{key}.{code}", "it is not a trouble code such as P0420")
            if code.startswith(prefixes) != own:
                reason = "codes of manufacturers stand under makes, all others under codes"
                self._refuse(f"{key}.{code}", reason)
        return {code: self._text(f"{key}.{code}", row, known=True) for code, row in rows.items()}

    def _make(self, make: str) -> str:
        if make != make.casefold():
            self._refuse(f"makes.{make}", "makes are written in lower case")
        return make

    def _text(self, key: str, value: object, *, known: bool) -> DtcText:
        row = self._keys(key, value, ("title", "severity", "advice"))
        title = self._string(f"{key}.title", row["title"])
        if len(title) > TITLE_MAX:
            self._refuse(f"{key}.title", f"it has {len(title)} characters of {TITLE_MAX}")
        if row["severity"] not in SEVERITIES:
            self._refuse(
                f"{key}.severity", f"{row['severity']!r} is none of {', '.join(SEVERITIES)}"
            )
        advice = self._string(f"{key}.advice", row["advice"])
        if advice not in self._advice:
            self._refuse(f"{key}.advice", f"{advice!r} is not in the table of advice")
        return DtcText(title, row["severity"], self._advice[advice], known)

    def _keys(self, key: str, value: object, wanted: Iterable[str]) -> dict[str, Any]:
        row, names = self._object(key, value), set(wanted)
        for name in sorted(row.keys() - names):
            self._refuse(key, f"{name!r} is not a known key")
        for name in sorted(names - row.keys()):
            self._refuse(key, f"{name!r} is missing")
        return row

    def _object(self, key: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(key, "it is not an object")
        return value

    def _string(self, key: str, value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, f"{value!r} is no text")
        return value

    def _refuse(self, key: str, reason: str) -> NoReturn:
        raise HabitacleError(f"{self._path}: {key} is refused: {reason}.")
