"""What a driver does with the pedals, the wheel and the turn signal at one moment."""

from dataclasses import dataclass

from app.emulator.car.settings import Indicator


@dataclass(frozen=True, slots=True)
class Demand:
    """Pedals 0..1, steering wheel in degrees (left positive), turn signal lever."""

    throttle: float = 0.0
    brake: float = 0.0
    steering_deg: float = 0.0
    indicator: Indicator = Indicator.OFF
