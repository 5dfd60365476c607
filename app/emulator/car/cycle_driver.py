"""Drives a speed over time as a test driver on a chassis dynamometer does: looking ahead."""

from app.emulator.car.cycle import Cycle
from app.emulator.car.physics import DT_S, Car

_LOOK_S = 0.6
_LIMIT = 5.0
"""m/s^2; no driving cycle asks for more."""
_STANDING_KMH = 0.1


class CycleDriver:
    """Follows one cycle after the other; its time stands while the car may not drive."""

    def __init__(self) -> None:
        self._cycle: Cycle | None = None
        self.seconds = 0.0

    def acceleration(self, car: Car, cycle: Cycle) -> float | None:
        """Wanted acceleration in m/s^2, None to stand; call once a step."""
        if cycle is not self._cycle:
            self._cycle, self.seconds = cycle, 0.0
        if car.can_drive:
            self.seconds = min(cycle.duration_s, self.seconds + DT_S)
        ahead = cycle.speed_at(self.seconds + _LOOK_S)
        speed = abs(car.speed)
        stopping = not car.can_drive or max(ahead, cycle.speed_at(self.seconds)) < _STANDING_KMH
        if stopping and speed * 3.6 < 1.0:
            return None
        wanted = ((0.0 if stopping else ahead / 3.6) - speed) / _LOOK_S
        return max(-_LIMIT, min(_LIMIT, wanted))
