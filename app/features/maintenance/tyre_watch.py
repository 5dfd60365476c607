"""Observation of four tyres: facts per wheel, from samples and monotonic time."""

from app.core.clock import Clock
from app.core.signals import BusState
from app.features.maintenance.domain.constants import TyreRules
from app.features.maintenance.domain.tyres import (
    PressureWindow,
    TyreFacts,
    Wheel,
    at_reference,
    pressure_kpa,
)
from app.features.maintenance.ports import VehiclePort

_NS_PER_MS = 1_000_000
_NS_PER_H = 3_600_000_000_000


class TyreWatch:
    """Keeps a window a wheel and how long the car has been standing."""

    def __init__(self, vehicle: VehiclePort, clock: Clock, rules: TyreRules) -> None:
        self._vehicle = vehicle
        self._clock = clock
        self._rules = rules
        self._windows = {wheel: PressureWindow(rules) for wheel in Wheel}
        self._standing_since_ns: int | None = None
        self._next_ns = 0

    def sample(self) -> bool:
        """Take the pressures if a sampling period has passed; False when it has not."""
        now = self._clock.monotonic_ns()
        self._watch_standing(now)
        if now < self._next_ns:
            return False
        self._next_ns = now + self._rules.sample_ms * _NS_PER_MS
        for wheel, window in self._windows.items():
            kpa = self.pressure(wheel)
            if kpa is None:
                window.gap()
            else:
                window.add(now, kpa)
        return True

    def pressure(self, wheel: Wheel) -> float | None:
        """Pressure of *wheel* in kPa, None when unknown."""
        return pressure_kpa(self._vehicle.sample(f"{wheel.path}.Tire.Pressure"), self._rules)

    def leaks_fast(self, wheel: Wheel) -> bool:
        """Whether the last minute of *wheel* shows a rapid fall."""
        return self._windows[wheel].rapid

    def forget(self, wheel: Wheel) -> None:
        """Start the window of *wheel* anew, after a refill."""
        self._windows[wheel] = PressureWindow(self._rules)

    def facts(self, wheel: Wheel, placard_kpa: float) -> TyreFacts | None:
        """What is known of *wheel* now; None while its pressure is not."""
        kpa = self.pressure(wheel)
        if kpa is None:
            return None
        celsius = self._vehicle.sample(f"{wheel.path}.Tire.AirTemperature").number
        if celsius is None:
            celsius = self._vehicle.sample("Vehicle.Exterior.AirTemperature").number
        reference = None if celsius is None else at_reference(kpa, celsius, self._rules)
        return TyreFacts(kpa, reference, self._cold(), placard_kpa)

    def _watch_standing(self, now_ns: int) -> None:
        speed = self._vehicle.sample("Vehicle.Speed").number
        asleep = speed is None and self._vehicle.link is BusState.ASLEEP
        if speed == 0 or asleep:
            if self._standing_since_ns is None:
                self._standing_since_ns = now_ns
        else:
            self._standing_since_ns = None

    def _cold(self) -> bool:
        if self._standing_since_ns is None:
            return False
        stood_ns = self._clock.monotonic_ns() - self._standing_since_ns
        return stood_ns >= self._rules.cold_standing_h * _NS_PER_H
