"""Traction battery: energy, terminal voltage behind an internal resistance, temperature."""

import math
from bisect import bisect_right

from app.emulator.car.parameters import Battery as Constants


def interpolate(xs: tuple[float, ...], ys: tuple[float, ...], x: float) -> float:
    """Linear interpolation of *ys* over rising *xs*, held constant outside."""
    if x <= xs[0]:
        return ys[0]
    if x >= xs[-1]:
        return ys[-1]
    i = bisect_right(xs, x)
    share = (x - xs[i - 1]) / (xs[i] - xs[i - 1])
    return ys[i - 1] + share * (ys[i] - ys[i - 1])


class Battery:
    """State of the pack. Currents and powers are positive out of the battery here."""

    __slots__ = ("_k", "current_a", "energy_wh", "temperature_c", "voltage_v")

    def __init__(self, constants: Constants, soc: float, temperature_c: float) -> None:
        self._k = constants
        self.energy_wh = constants.capacity_wh * soc
        self.temperature_c = temperature_c
        self.voltage_v = self.open_circuit_v
        self.current_a = 0.0

    @property
    def soc(self) -> float:
        """Usable charge, 0..1."""
        return self.energy_wh / self._k.capacity_wh

    @property
    def open_circuit_v(self) -> float:
        """Voltage without load at the present charge."""
        return interpolate(self._k.ocv_soc, self._k.ocv_v, self.soc)

    def set_soc(self, soc: float) -> None:
        """Jump to a charge level, 0..1."""
        self.energy_wh = self._k.capacity_wh * soc

    def step(self, power_w: float, ambient_c: float, dt_s: float) -> None:
        """Deliver *power_w* at the terminals for *dt_s* (negative charges).

        Solves P = I (E - R I) for the smaller current; more than the pack's maximum E^2/4R is
        cut to it. Energy leaves as E I, so the internal loss R I^2 is paid by the pack and warms
        it against the cooling to ambient.
        """
        k = self._k
        emf = self.open_circuit_v
        root = math.sqrt(max(0.0, emf * emf - 4.0 * k.resistance_ohm * power_w))
        current = (emf - root) / (2.0 * k.resistance_ohm)
        energy = self.energy_wh - emf * current * dt_s / 3600.0
        self.energy_wh = min(k.capacity_wh, max(0.0, energy))
        self.current_a = current
        self.voltage_v = emf - k.resistance_ohm * current
        loss = k.resistance_ohm * current * current
        flow = loss - k.cooling * (self.temperature_c - ambient_c)
        self.temperature_c += flow * dt_s / k.heat_capacity
