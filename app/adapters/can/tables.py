"""TOML tables read key by key, so that a fault names its place and no key is overlooked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from app.core.errors import HabitacleError
from app.core.toml_lines import LocatedTable

T = TypeVar("T")
REQUIRED: Any = object()


def fault(file: Path, line: int | None, place: str, reason: str) -> HabitacleError:
    """An error that says where in *file*, ready to raise."""
    where = file if line is None else f"{file}, line {line}"
    return HabitacleError(f"{where}: {place}: {reason}.")


class Table:
    """One table of a profile; `place` names it in errors, `line` is where it begins."""

    def __init__(self, file: Path, place: str, data: object) -> None:
        self.file = file
        self.place = place
        if not isinstance(data, Mapping):
            raise fault(file, None, place, "this is not a table")
        self.line: int | None = None
        self._lines: Mapping[str, int] = {}
        if isinstance(data, LocatedTable):
            self.line, self._lines = data.line, data.keys_at
        self._rest = dict(data)

    def fault(self, reason: str, key: str = "") -> HabitacleError:
        """An error at this table, on the line of *key* if it is known, ready to raise."""
        return fault(self.file, self._lines.get(key, self.line), self.place, reason)

    def take(self, key: str, kind: type[T], default: T = REQUIRED) -> T:
        """The value of *key*; an integer will do for a float; faults if missing or wrong."""
        if key not in self._rest:
            if default is REQUIRED:
                raise self.fault(f"'{key}' is missing")
            return default
        value = self._rest.pop(key)
        wrong_bool = isinstance(value, bool) and kind is not bool and kind is not object
        fits = isinstance(value, kind) or (kind is float and isinstance(value, int))
        if wrong_bool or not fits:
            raise self.fault(f"'{key}' is not of type {kind.__name__}", key)
        return value  # type: ignore[no-any-return]

    def optional(self, key: str, kind: type[T]) -> T | None:
        """The value of *key*, or None when it is not there."""
        return self.take(key, kind) if key in self._rest else None

    def peek(self, key: str) -> object:
        """The value of *key* as it is, without taking it; None when missing."""
        return self._rest.get(key)

    def choice(self, key: str, choices: tuple[str, ...], default: str = REQUIRED) -> str:
        """A string that must be one of *choices*."""
        value = self.take(key, str, default)
        if value not in choices:
            raise self.fault(f"'{key}' is '{value}', expected one of {', '.join(choices)}", key)
        return value

    def strings(self, key: str) -> tuple[str, ...]:
        """A list of strings; empty when missing."""
        values: list[Any] = self.take(key, list, [])
        if not all(isinstance(item, str) for item in values):
            raise self.fault(f"'{key}' is not a list of strings", key)
        return tuple(values)

    def positive(self, key: str) -> int | None:
        """A positive integer, or None when missing."""
        value = self.optional(key, int)
        if value is not None and value <= 0:
            raise self.fault(f"'{key}' must be positive", key)
        return value

    def table(self, key: str) -> "Table | None":
        """A table inside this one, or None when missing."""
        value = self._rest.pop(key, None)
        return None if value is None else self.inner(key, value)

    def inner(self, key: str, value: object) -> "Table":
        """*value*, found under *key*, as a table inside this one."""
        table = Table(self.file, f"{self.place}: {key}", value)
        if table.line is None:
            table.line = self._lines.get(key, self.line)
        return table

    def tables(self, key: str) -> list[object]:
        """An array of tables; empty when missing."""
        return list(self.take(key, list, []))

    def items(self) -> dict[str, Any]:
        """Everything not yet taken; the table is then done."""
        rest, self._rest = self._rest, {}
        return rest

    def done(self) -> None:
        """Fault if a key was not understood."""
        if self._rest:
            key = next(iter(self._rest))
            raise self.fault(f"unknown key '{key}'", key)
