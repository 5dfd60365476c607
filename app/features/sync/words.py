"""Plain words for the states of the link: what it is, what happens to one's things, what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from app.core.errors import HabitacleError
from app.core.strict_json import parse_object
from app.features.sync.domain.condition import Condition, Hold, Refusal

SCHEMA = "sync-words/1"
TITLE_MAX, TEXT_MAX = 45, 120
"""Characters of a title and of a sentence."""

_TABLES = {
    "conditions": (Condition, ("title", "effect", "advice")),
    "holds": (Hold, ("title", "advice")),
    "refusals": (Refusal, ("title", "advice")),
}


@dataclass(frozen=True, slots=True)
class Words:
    """English sources of the catalogue context "Sync"; `effect` is "" but for a condition."""

    title: str
    advice: str
    effect: str = ""


@dataclass(frozen=True, slots=True)
class SyncWords:
    """Words for every code; built by `load_sync_words`."""

    conditions: Mapping[str, Words]
    holds: Mapping[str, Words]
    refusals: Mapping[str, Words]


def load_sync_words(path: Path) -> SyncWords:
    """Read `assets/sync/words.json`. HabitacleError names file, key and reason."""
    try:
        data = parse_object(path.read_bytes())
    except OSError as error:
        raise HabitacleError(f"{path} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise HabitacleError(f"{path} is refused: {error}.") from error
    return _Reader(path).words(data)


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path

    def words(self, data: dict[str, Any]) -> SyncWords:
        self._keys("the file", data, ("schema", "version", "source", *_TABLES))
        if data["schema"] != SCHEMA:
            self._refuse("schema", f"{data['schema']!r} is not {SCHEMA!r}")
        for key in ("version", "source"):
            self._text(key, data[key], None)
        tables = {
            table: {
                code: self._row(f"{table}.{code}", row, parts)
                for code, row in self._keys(table, data[table], codes).items()
            }
            for table, (codes, parts) in _TABLES.items()
        }
        return SyncWords(**tables)

    def _row(self, key: str, value: object, parts: Iterable[str]) -> Words:
        row = self._keys(key, value, parts)
        limits = {part: TITLE_MAX if part == "title" else TEXT_MAX for part in row}
        return Words(**{p: self._text(f"{key}.{p}", row[p], limits[p]) for p in row})

    def _keys(self, key: str, value: object, wanted: Iterable[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self._refuse(key, "it is not an object")
        names = set(map(str, wanted))
        for name in sorted(names ^ value.keys()):
            self._refuse(key, f"{name!r} is {'missing' if name in names else 'not a known key'}")
        return value

    def _text(self, key: str, value: object, longest: int | None) -> str:
        if not isinstance(value, str) or not value.strip():
            self._refuse(key, f"{value!r} is no text")
        if longest is not None and len(value) > longest:
            self._refuse(key, f"it has {len(value)} characters of {longest}")
        return value

    def _refuse(self, key: str, reason: str) -> NoReturn:
        raise HabitacleError(f"{self.path}: {key} is refused: {reason}.")
