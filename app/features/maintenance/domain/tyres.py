"""Tyre pressure: what opens and what ends an alert (specification of maintenance, tyres).

Pressures are kPa gauge, temperatures Celsius, times monotonic ns. None is unknown: it opens
nothing and ends nothing.
"""

from collections import deque
from enum import StrEnum
from typing import NamedTuple

from app.core.signals import Sample
from app.features.maintenance.domain.constants import TyreRules

RAPID_LEAK = "tyre.rapid_leak"
LOW = "tyre.low"

_KELVIN = 273.15
_NS_PER_S = 1_000_000_000


class Wheel(StrEnum):
    """Position of a wheel, left and right as seen by the driver."""

    FRONT_LEFT = "front_left"
    FRONT_RIGHT = "front_right"
    REAR_LEFT = "rear_left"
    REAR_RIGHT = "rear_right"

    @property
    def path(self) -> str:
        """VSS branch of the wheel."""
        row, side = self.value.split("_")
        return f"Vehicle.Chassis.Axle.Row{1 if row == 'front' else 2}.Wheel.{side.title()}"


def pressure_kpa(sample: Sample, rules: TyreRules) -> float | None:
    """The pressure, None when unknown; 0 and anything outside the valid range are unknown."""
    value = sample.number
    if value is None or not rules.minimum_kpa <= value <= rules.maximum_kpa:
        return None
    return value


def at_reference(kpa: float, celsius: float, rules: TyreRules) -> float:
    """Pressure the tyre would have at the reference temperature (p20), kPa gauge."""
    atmosphere = rules.standard_atmosphere_kpa
    ratio = (rules.reference_celsius + _KELVIN) / (celsius + _KELVIN)
    return (kpa + atmosphere) * ratio - atmosphere


class PressureWindow:
    """The last minute of one tyre: finds a fall that is fast, whatever the temperature.

    The value holds between readings, until `gap` says that it was not known meanwhile.
    """

    def __init__(self, rules: TyreRules) -> None:
        self._limit_kpa = rules.rapid_kpa_per_min * rules.rapid_window_s / 60
        self._window_ns = int(rules.rapid_window_s * _NS_PER_S)
        self._points: deque[tuple[int, float]] = deque()
        self._latest: deque[float] = deque(maxlen=rules.confirm_readings)
        self._unbroken_ns = 0

    def add(self, now_ns: int, kpa: float) -> None:
        """Take one valid reading."""
        if not self._points or not self._latest:
            self._unbroken_ns = now_ns
        self._points.append((now_ns, kpa))
        self._latest.append(kpa)
        start = now_ns - self._window_ns
        while len(self._points) > 1 and self._points[0][0] < start:
            holds = self._points[1][0] > start and self._points[0][0] >= self._unbroken_ns
            if holds:
                break
            self._points.popleft()

    def gap(self) -> None:
        """The pressure became unknown."""
        self._latest.clear()

    @property
    def rapid(self) -> bool:
        """Whether the confirmed fall within the window exceeds the limit."""
        if len(self._latest) < (self._latest.maxlen or 0):
            return False
        return max(kpa for _, kpa in self._points) - max(self._latest) > self._limit_kpa


class TyreFacts(NamedTuple):
    """What is known of one tyre whose pressure is known.

    `reference_kpa` is p20; None without a temperature. `cold` means standing long enough, proven.
    """

    kpa: float
    reference_kpa: float | None
    cold: bool
    placard_kpa: float


def is_low(facts: TyreFacts, rules: TyreRules) -> bool:
    """Whether a cold reading is at or below the limit."""
    if facts.reference_kpa is None or not facts.cold:
        return False
    return facts.reference_kpa <= rules.low_fraction * facts.placard_kpa


def has_ended(kind: str, facts: TyreFacts, lowest_kpa: float, rules: TyreRules) -> bool:
    """Whether an open alert of *kind* is over; *lowest_kpa* is the lowest since it opened.

    The pressure must be back above the limit plus margin. A rapid leak also needs a refill step
    above its lowest pressure; a low tyre needs that or a cold reading.
    """
    clear = rules.low_fraction * facts.placard_kpa + rules.clear_margin_kpa
    if facts.reference_kpa is None or facts.reference_kpa < clear:
        return False
    refilled = facts.kpa - lowest_kpa >= rules.refill_step_kpa
    return refilled or (kind == LOW and facts.cold)
