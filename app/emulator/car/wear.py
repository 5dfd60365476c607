"""What age and use leave on the car: pads, wipers, fluids, service, both batteries."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from app.emulator.car.parameters import LowVoltage, Start

PARTS: Mapping[str, tuple[float, float, str]] = {
    "pad_front_left": (0.0, 100.0, "%"),
    "pad_front_right": (0.0, 100.0, "%"),
    "pad_rear_left": (0.0, 100.0, "%"),
    "pad_rear_right": (0.0, 100.0, "%"),
    "wiper": (0.0, 100.0, "%"),
    "service_km": (-5_000.0, 40_000.0, "km"),
    "service_days": (-90.0, 900.0, "d"),
    "battery_health": (50.0, 100.0, "%"),
    "low_voltage_rest": (9.0, 13.0, "V"),
    "washer_low": (0.0, 1.0, ""),
    "brake_fluid_low": (0.0, 1.0, ""),
}
"""Least and largest value and unit of what a tester may set."""
_HOURS = 24.0


@dataclass(slots=True)
class Wear:
    """Wear in percent (0 new), distance in km and time in days to the service, health in percent.

    `service_km` holds at `odometer_m`; `low_voltage_rest` is the open-circuit voltage of the 12 V
    battery.
    """

    pad_front_left: float
    pad_front_right: float
    pad_rear_left: float
    pad_rear_right: float
    wiper: float
    service_km: float
    service_days: float
    battery_health: float
    low_voltage_rest: float
    odometer_m: float
    washer_low: float = 0.0
    brake_fluid_low: float = 0.0

    @classmethod
    def at_start(cls, start: Start, health: float, low_voltage: LowVoltage) -> Self:
        """As the model says."""
        front_left, front_right, rear_left, rear_right = start.pad_wear_percent
        return cls(
            pad_front_left=front_left,
            pad_front_right=front_right,
            pad_rear_left=rear_left,
            pad_rear_right=rear_right,
            wiper=start.wiper_wear_percent,
            service_km=start.service_distance_m / 1000.0,
            service_days=start.service_time_h / _HOURS,
            battery_health=health * 100.0,
            low_voltage_rest=low_voltage.rest_v,
            odometer_m=start.odometer_m,
        )

    def set(self, part: str, value: float, odometer_m: float) -> None:
        """Set one of `PARTS`; a service distance counts from *odometer_m* on."""
        setattr(self, part, value)
        if part == "service_km":
            self.odometer_m = odometer_m

    def service_left_km(self, odometer_m: float) -> float:
        """Distance to the next service, negative when it is overdue."""
        return self.service_km - (odometer_m - self.odometer_m) / 1000.0
