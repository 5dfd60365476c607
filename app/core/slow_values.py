"""Slow vehicle values over a restart: which are kept, and when they may come back.

Vehicle data specification, sections 3.4 and 3.5. Times are aware UTC; ages follow the monotonic
clock while running and trusted wall time across a restart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.signals import Sample, Value

NEVER_KEPT = (
    "Vehicle.CurrentLocation.",
    "Vehicle.VehicleIdentification.",
    "Vehicle.Powertrain.TractionBattery.Charging.EvseId",
)
"""Beginnings of paths that say where the car is or which car it is."""


@dataclass(frozen=True, slots=True)
class SlowValue:
    """A valid value of a slow signal in the catalogue's unit, and when it arrived."""

    path: str
    value: Value
    unit: str | None
    at: datetime


def keepable(samples: Iterable[Sample], now_ns: int, now: datetime) -> list[SlowValue]:
    """What is worth keeping of *samples* at monotonic *now_ns* and trusted wall time *now*.

    Samples of instant signals have no last valid value once they are old; the caller passes slow
    ones only. A value that was itself restored keeps its time.
    """
    kept = []
    for sample in samples:
        value = sample.last_valid if sample.value is None else sample.value
        if value is None or sample.t_valid_ns is None or sample.path.startswith(NEVER_KEPT):
            continue
        age = timedelta(microseconds=(now_ns - sample.t_valid_ns) // 1000)
        kept.append(SlowValue(sample.path, value, sample.unit, now - age))
    return kept


def restorable(
    values: Iterable[SlowValue], now_ns: int, now: datetime, drop_after_s: float
) -> list[tuple[str, Value, int]]:
    """`(path, value, monotonic ns of arrival)` of what may still be shown, greyed with its age.

    Values of the future and those of *drop_after_s* or older are left out: unknown is honest.
    """
    restored = []
    for item in values:
        age = now - item.at
        if timedelta(0) <= age < timedelta(seconds=drop_after_s):
            age_ns = age // timedelta(microseconds=1) * 1000
            restored.append((item.path, item.value, now_ns - age_ns))
    return restored
