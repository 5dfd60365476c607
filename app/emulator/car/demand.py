"""What a driver does with the pedals, the wheel and the turn signal, and the road around."""

from dataclasses import dataclass

from app.emulator.car.settings import Indicator


@dataclass(frozen=True, slots=True)
class Demand:
    """Pedals 0..1, steering wheel in degrees (left positive), turn signal lever.

    `limit_kmh` is the speed limit of the street, None where it is not known; `lead_gap_s` the
    time gap to a vehicle ahead, 0 without one; `cycle_s` the time in a driving cycle and `loop_m`
    the place on the city loop, None outside of them.
    """

    throttle: float = 0.0
    brake: float = 0.0
    steering_deg: float = 0.0
    indicator: Indicator = Indicator.OFF
    limit_kmh: float | None = None
    lead_gap_s: float = 0.0
    cycle_s: float | None = None
    loop_m: float | None = None
