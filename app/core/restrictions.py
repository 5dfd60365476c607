"""Driving state and what it locks.

States and hysteresis follow the NHTSA Phase 1 guidelines and the European Statement of
Principles; flags are those of Android's `CarUxRestrictions`. Everything here is pure: time comes
in as monotonic nanoseconds, constants come from a rules file (`app.core.restriction_rules`).
"""

import math
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from app.core.signals import Sample, Validity, Value

SPEED = "Vehicle.Speed"
SELECTED_GEAR = "Vehicle.Powertrain.Transmission.SelectedGear"
PARKING_BRAKE = "Vehicle.Chassis.ParkingBrake.IsEngaged"
INPUTS = (SPEED, SELECTED_GEAR, PARKING_BRAKE)

_GEAR_PARK = 126
_GEAR_NEUTRAL = 0
_KMH_PER_MPS = 3.6
_NS_PER_MS = 1_000_000


class DrivingState(StrEnum):
    """What the car does; UNKNOWN is treated exactly as MOVING."""

    UNKNOWN = "unknown"
    MOVING = "moving"
    IDLING = "idling"
    PARKED = "parked"


class Timing(NamedTuple):
    """Ages and delays in ms, speeds in m/s (rules file, `timing`)."""

    stale_ms: int
    rest_delay_ms: int
    enter_mps: float
    leave_mps: float


class _Input:
    """The newest usable value of one signal and its monotonic arrival time."""

    def __init__(self) -> None:
        self.value: Value | None = None
        self.t_ns = 0

    def take(self, sample: Sample) -> None:
        """Fold *sample*: a stale one keeps the value for as long as its age allows."""
        if sample.state is Validity.VALID and sample.t_valid_ns is not None:
            self.value, self.t_ns = sample.value, sample.t_valid_ns
        elif sample.state is not Validity.STALE:
            self.value = None

    def fresh(self, now_ns: int, stale_ns: int) -> Value | None:
        """The value if its age is within *stale_ns*; a stale signal counts by its age alone."""
        return self.value if now_ns - self.t_ns <= stale_ns else None


class DrivingMachine:
    """Folds speed, selected gear and parking brake into a driving state.

    More restricted at once; less restricted only after `rest_delay_ms` of valid rest. Call `feed`
    with new samples and `tick` in between, so that silence is noticed within the tick's period.
    """

    def __init__(self, timing: Timing, *, has_park: bool) -> None:
        self._stale_ns = timing.stale_ms * _NS_PER_MS
        self._delay_ns = timing.rest_delay_ms * _NS_PER_MS
        self._timing = timing
        self._has_park = has_park
        self._inputs = {path: _Input() for path in INPUTS}
        self._rest_since_ns: int | None = None
        self.state = DrivingState.UNKNOWN

    def feed(self, samples: Mapping[str, Sample], now_ns: int) -> DrivingState:
        """Take what *samples* holds of the three inputs, then judge at *now_ns*."""
        for path, known in self._inputs.items():
            if (sample := samples.get(path)) is None:
                continue
            before_ns = known.t_ns
            known.take(sample)
            if path == SPEED and known.t_ns - before_ns > self._stale_ns:
                self._rest_since_ns = None
        return self.tick(now_ns)

    def tick(self, now_ns: int) -> DrivingState:
        """Judge again at *now_ns* with what is known."""
        speed = self.speed_mps(now_ns)
        if speed is None:
            self._rest_since_ns = None
            self.state = DrivingState.UNKNOWN
        elif speed >= self._timing.enter_mps:
            self._rest_since_ns = None
            self.state = DrivingState.MOVING
        else:
            self.state = self._at_low_speed(speed, now_ns)
        return self.state

    def speed_mps(self, now_ns: int) -> float | None:
        """Magnitude of the speed in m/s, None when it may not be used."""
        value = self._inputs[SPEED].fresh(now_ns, self._stale_ns)
        if value is None or isinstance(value, (bool, str, tuple)) or not math.isfinite(value):
            return None
        return abs(value) / _KMH_PER_MPS

    def _at_low_speed(self, speed: float, now_ns: int) -> DrivingState:
        slow = speed <= self._timing.leave_mps
        if slow and self._rest_since_ns is None:
            self._rest_since_ns = self._inputs[SPEED].t_ns
        since = self._rest_since_ns
        rested = slow and since is not None and now_ns - since >= self._delay_ns
        proven = self._park_proven(now_ns)
        if self.state is DrivingState.PARKED:
            return DrivingState.PARKED if proven else DrivingState.IDLING
        if not rested:
            return self.state
        return DrivingState.PARKED if proven else DrivingState.IDLING

    def _park_proven(self, now_ns: int) -> bool:
        gear = self._inputs[SELECTED_GEAR].fresh(now_ns, self._stale_ns)
        if isinstance(gear, bool):
            return False
        if self._has_park:
            return gear == _GEAR_PARK
        brake = self._inputs[PARKING_BRAKE].fresh(now_ns, self._stale_ns)
        return brake is True and gear == _GEAR_NEUTRAL
