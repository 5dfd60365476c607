"""Range by a consumption that is smoothed over the distance driven."""

from app.emulator.car.parameters import Consumption


class RangeEstimate:
    """Smoothed consumption, Wh/km; energy used at standstill counts as well."""

    __slots__ = ("_k", "wh_per_km")

    def __init__(self, constants: Consumption) -> None:
        self._k = constants
        self.wh_per_km = constants.start_wh_per_km

    def step(self, used_wh: float, distance_m: float) -> None:
        """Add energy and distance; exponential smoothing over `distance_m` of the constants."""
        expected = self.wh_per_km * distance_m / 1000.0
        change = (used_wh - expected) * 1000.0 / self._k.distance_m
        smoothed = self.wh_per_km + change
        self.wh_per_km = min(self._k.maximum, max(self._k.minimum, smoothed))

    def metres(self, energy_wh: float) -> float:
        """Distance that *energy_wh* still carries."""
        return energy_wh / self.wh_per_km * 1000.0
