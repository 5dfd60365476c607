"""How much is kept, how long, and what goes first: `assets/sync/store.json`."""

import json
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError

FILE = Path(__file__).resolve().parents[3] / "assets/sync/store.json"


class Evict(StrEnum):
    """What makes room for newer rows."""

    NEVER = "never"
    OLD = "old"
    """Rows older than `class_1_days`, oldest first."""
    THIN = "thin"
    """Every second of the older half, then the oldest."""


@dataclass(frozen=True, slots=True)
class RowClass:
    """Rows of priorities up to `prio_max`, from the class before on."""

    number: int
    prio_max: int
    evict: Evict


@dataclass(frozen=True, slots=True)
class Bounds:
    """Rows, bytes, days and seconds, named as in the file; the file explains each."""

    rows_max: int
    bytes_max: int
    reserve_rows: int
    reserve_bytes: int
    row_overhead_bytes: int
    thin_from_share: float
    class_1_days: int
    low_bytes: int
    full_bytes: int
    ballast_bytes: int
    ballast_from_bytes: int
    look_s: float
    retention_s: float
    done_days: int
    done_rows: int
    inbox_days: int
    inbox_rows: int
    dead_days: int
    dead_rows: int
    quarantine_days: int
    ledger_months: int
    classes: tuple[RowClass, ...]

    def class_of(self, prio: int) -> RowClass:
        """The class of *prio*; the last one for a number above all."""
        return next((each for each in self.classes if prio <= each.prio_max), self.classes[-1])


@cache
def product_bounds() -> Bounds:
    """The bounds of the product's own file."""
    return parse_bounds(FILE.read_text("utf-8"))


def parse_bounds(text: str) -> Bounds:
    """Bounds of a file's *text*; HabitacleError names the first faulty key."""
    try:
        raw = json.loads(text)
        numbers = {key: item["value"] for key, item in raw["tunables"].items()}
        classes = tuple(
            RowClass(item["class"], item["prio_max"], Evict(item["evict"]))
            for item in raw["classes"]
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise HabitacleError(f"The bounds of the store cannot be read: {error!r}.") from error
    known = {each.name for each in fields(Bounds)} - {"classes"}
    for key in sorted(known ^ numbers.keys()):
        raise HabitacleError(f"The bounds of the store lack or do not know '{key}'.")
    for key, value in numbers.items():
        _positive(key, value)
    if not classes or list(classes) != sorted(classes, key=lambda each: each.prio_max):
        raise HabitacleError("The bounds of the store need classes in the order of 'prio_max'.")
    return Bounds(**numbers, classes=classes)


def _positive(key: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise HabitacleError(f"The bound '{key}' of the store is {value!r}, not a number from 0.")
