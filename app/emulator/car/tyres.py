"""Air in a tyre: gauge pressure by the gas law, warm-up by speed, leak and refill."""

from app.emulator.car.parameters import Tyres as Constants

_ZERO_C = 273.15


class Tyre:
    """One tyre. Pressure is gauge, kPa; the volume counts as constant."""

    __slots__ = ("_gas", "_k", "temperature_c")

    def __init__(self, constants: Constants, pressure_kpa: float, temperature_c: float) -> None:
        self._k = constants
        self.temperature_c = temperature_c
        self._gas = 0.0
        self.set_pressure(pressure_kpa)

    @property
    def pressure_kpa(self) -> float:
        """Gauge pressure at the present temperature."""
        return self._gas * self._kelvin - self._k.atmosphere_kpa

    @property
    def is_low(self) -> bool:
        """Whether the car's own warning is on."""
        return self.pressure_kpa < self._k.placard_kpa * self._k.low_fraction

    def set_pressure(self, kpa: float) -> None:
        """Fill or drain to a gauge pressure at the present temperature."""
        self._gas = (max(0.0, kpa) + self._k.atmosphere_kpa) / self._kelvin

    def step(self, speed_kmh: float, ambient_c: float, leak_kpa_s: float, dt_s: float) -> None:
        """Warm towards ambient plus the rise at this speed; lose *leak_kpa_s*."""
        target = ambient_c + self._k.rise_k_at_100kmh * speed_kmh / 100.0
        share = dt_s / self._k.time_constant_s
        self.temperature_c += (target - self.temperature_c) * share
        if leak_kpa_s > 0.0:
            self.set_pressure(self.pressure_kpa - leak_kpa_s * dt_s)

    @property
    def _kelvin(self) -> float:
        return self.temperature_c + _ZERO_C
