"""The vehicle ahead, as a radar sees it: distance and relative speed, or nobody."""

from app.emulator.car.parameters import Lead as Constants


class Lead:
    """Closes up to the wanted time gap and falls back to it; `distance_m` None = nobody ahead."""

    __slots__ = ("_k", "distance_m", "relative_mps")

    def __init__(self, constants: Constants) -> None:
        self._k = constants
        self.distance_m: float | None = None
        self.relative_mps = 0.0

    def time_gap_s(self, speed: float) -> float | None:
        """Headway at an own speed in m/s; None at walking pace and where it says nothing."""
        if self.distance_m is None or speed < self._k.gap_from_speed:
            return None
        gap = self.distance_m / speed
        return gap if gap <= self._k.gap_limit_s else None

    def step(self, gap_s: float, speed: float, dt_s: float) -> None:
        """Move towards *gap_s* seconds ahead at an own speed in m/s; 0 s takes it away."""
        if gap_s <= 0.0:
            self.distance_m, self.relative_mps = None, 0.0
            return
        before = self._k.appears_m if self.distance_m is None else self.distance_m
        wanted = max(self._k.standstill_m, gap_s * speed)
        self.relative_mps = (wanted - before) / self._k.time_constant_s
        self.distance_m = before + self.relative_mps * dt_s
