"""What a tester asks of the simulated car: one frozen record, replaced as a whole."""

from dataclasses import dataclass
from enum import StrEnum

WHEELS = ("front_left", "front_right", "rear_left", "rear_right")
OPENINGS = (*WHEELS, "trunk", "hood")
SEATS = ("front_left", "front_right", "rear_left", "rear_middle", "rear_right")


class Mode(StrEnum):
    """Who drives."""

    MANUAL = "manual"
    HOLD = "hold"
    LOOP = "loop"


class Ignition(StrEnum):
    """Position of the ignition: terminals off, S, or S and 15."""

    OFF = "off"
    ACC = "acc"
    ON = "on"


class Selector(StrEnum):
    """Selector lever."""

    PARK = "P"
    REVERSE = "R"
    NEUTRAL = "N"
    DRIVE = "D"


class Plug(StrEnum):
    """What hangs at the charging port."""

    NONE = "none"
    AC = "ac"
    DC = "dc"


class Beam(StrEnum):
    """Main light switch."""

    OFF = "off"
    LOW = "low"
    HIGH = "high"


class Indicator(StrEnum):
    """Turn signal lever."""

    OFF = "off"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Settings:
    """Requests of the tester. Percent 0..100, km/h, degrees (left positive), degrees Celsius.

    `open` holds names of `OPENINGS`, `locked` of `WHEELS` (the doors), `belted` of `SEATS`;
    `leaks` are kPa/s in the order of `WHEELS`.
    """

    ambient_c: float
    light_percent: float
    charge_limit: float
    mode: Mode = Mode.MANUAL
    target_kmh: float = 0.0
    throttle: float = 0.0
    brake: float = 0.0
    steering_deg: float = 0.0
    selector: Selector = Selector.PARK
    parking_brake: bool = True
    ignition: Ignition = Ignition.ON
    plug: Plug = Plug.NONE
    open: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    belted: frozenset[str] = frozenset({"front_left"})
    beam: Beam = Beam.OFF
    indicator: Indicator = Indicator.OFF
    hazard: bool = False
    leaks: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
