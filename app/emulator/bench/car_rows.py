"""Rows of the car panel: what can be switched, set and aged."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.emulator.car.settings import (
    ASSISTS,
    FLAGS,
    OPENINGS,
    SEATS,
    WHEELS,
    Settings,
)
from app.emulator.car.snapshot import CarState
from app.emulator.car.wear import PARTS, Wear

_WORDS = {
    "aeb": "Emergency brake",
    "abs": "ABS",
    "esc": "ESC",
    "tcs": "Traction control",
    "eba": "Brake assist",
    "lane_departure": "Lane departure",
    "ecall": "eCall",
    "phone": "Phone call",
    "tester": "Foreign tester",
    "service_km": "To the service",
    "service_days": "To the service",
    "battery_health": "Battery health",
    "low_voltage_rest": "12 V at rest",
    "pad_front_left": "Pad front left",
    "pad_front_right": "Pad front right",
    "pad_rear_left": "Pad rear left",
    "pad_rear_right": "Pad rear right",
}

GROUPS = {
    "open": OPENINGS,
    "locked": WHEELS,
    "belted": SEATS,
    "flags": FLAGS,
    "assists": ASSISTS,
}
"""What can be on or off, by the name of the set in `Settings` that holds what is on."""


@dataclass(frozen=True, slots=True)
class SwitchedRow:
    """One thing that is on (`held`) or off."""

    member: str
    label: str
    held: bool


@dataclass(frozen=True, slots=True)
class TyreRow:
    """One wheel. Pressure in kPa, leak in kPa/s."""

    wheel: str
    label: str
    kpa: float
    celsius: float
    leak: float


@dataclass(frozen=True, slots=True)
class WearRow:
    """One part that ages; `low`, `high` and `value` in `unit`, "" for yes (1) or no (0)."""

    part: str
    label: str
    value: float
    low: float
    high: float
    unit: str


def words(name: str) -> str:
    """`front_left` is "Front left"."""
    return _WORDS.get(name) or name.replace("_", " ").capitalize()


def switched_rows(group: str, settings: Settings) -> list[SwitchedRow]:
    """All things of one of `GROUPS`."""
    on: frozenset[str] = getattr(settings, group)
    return [SwitchedRow(name, words(name), name in on) for name in GROUPS[group]]


def tyre_rows(state: CarState, settings: Settings) -> list[TyreRow]:
    """Four rows in the order of `WHEELS`."""
    values = zip(WHEELS, state.tyre_kpa, state.tyre_c, settings.leaks, strict=True)
    return [
        TyreRow(wheel, words(wheel), round(kpa), round(celsius), leak)
        for wheel, kpa, celsius, leak in values
    ]


def wear_rows(worn: Wear, odometer_km: float) -> list[WearRow]:
    """One row for each of `PARTS`."""
    values = {part: float(getattr(worn, part)) for part in PARTS}
    values["service_km"] = float(round(worn.service_left_km(odometer_km * 1000.0)))
    return [
        WearRow(part, words(part), values[part], low, high, unit)
        for part, (low, high, unit) in PARTS.items()
    ]


def changed_wear(rows: Sequence[WearRow], new: Sequence[WearRow]) -> list[str]:
    """Labels of the parts that are no longer as the car came (the distance to the service is)."""
    return [
        row.label
        for row, fresh in zip(rows, new, strict=True)
        if row.part != "service_km" and row.value != fresh.value
    ]
