"""The 12 V system: loads by ignition and lights, voltage by converter or battery."""

import math

from app.emulator.car.model import Model
from app.emulator.car.settings import Beam, Ignition, Settings


class LowVoltage:
    """Voltage at the 12 V battery; the converter runs with ignition on and while charging.

    `rest_v` is the battery's open-circuit voltage, which falls with age.
    """

    __slots__ = ("_model", "rest_v", "voltage_v")

    def __init__(self, model: Model) -> None:
        self._model = model
        self.rest_v = self.voltage_v = model.low_voltage.rest_v

    def step(
        self, settings: Settings, *, brake_light: bool, charging: bool, crank: bool, dt_s: float
    ) -> float:
        """Settle towards the voltage of the present load; returns W taken from the big battery.

        *crank* is the dip of a start, as of a starter motor.
        """
        k = self._model.low_voltage
        load = self._load_w(settings, brake_light)
        converter = settings.ignition is Ignition.ON or charging
        if converter:
            target = max(k.converter_floor_v, k.converter_v - k.converter_v_per_w * load)
        else:
            target = self.rest_v - k.battery_v_per_w * load
        time_constant_s = k.time_constant_s
        if crank:
            dip = self._model.disturbances
            target, time_constant_s = dip.crank_v, dip.crank_time_constant_s
        self.voltage_v += (target - self.voltage_v) * (1.0 - math.exp(-dt_s / time_constant_s))
        climate = self._climate_w(settings) if settings.ignition is Ignition.ON else 0.0
        return climate + (load if converter else 0.0)

    def _load_w(self, settings: Settings, brake_light: bool) -> float:
        k = self._model.auxiliary
        load = {
            Ignition.OFF: 0.0,
            Ignition.ACC: k.accessory_w,
            Ignition.ON: k.electronics_w,
        }[settings.ignition]
        if settings.beam is not Beam.OFF:
            load += k.low_beam_w if settings.beam is Beam.LOW else k.high_beam_w
        return load + (k.brake_light_w if brake_light else 0.0)

    def _climate_w(self, settings: Settings) -> float:
        k = self._model.auxiliary
        return min(k.climate_limit_w, k.climate_w_per_k * abs(k.cabin_c - settings.ambient_c))
