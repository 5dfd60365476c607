"""What a tester asks of the simulated car: one frozen record, replaced as a whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.emulator.car.cycle import Cycle
from app.emulator.car.trouble import StoredDtc

WHEELS = ("front_left", "front_right", "rear_left", "rear_right")
OPENINGS = (*WHEELS, "trunk", "hood")
SEATS = ("front_left", "front_right", "rear_left", "rear_middle", "rear_right")
FLAGS = ("trailer", "alarm", "ecall", "phone", "tester", "start_inhibit")
ASSISTS = ("aeb", "abs", "esc", "tcs", "eba", "lane_departure")


class Mode(StrEnum):
    """Who drives."""

    MANUAL = "manual"
    HOLD = "hold"
    LOOP = "loop"
    CYCLE = "cycle"


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


class ParkedMode(StrEnum):
    """What the parked car goes on doing."""

    NONE = "none"
    CLIMATE = "climate"
    PET = "pet"
    SENTRY = "sentry"


class EcuBehaviour(StrEnum):
    """How an ECU takes a request: at once, after "response pending", with "busy", not at all."""

    NORMAL = "normal"
    SLOW = "slow"
    BUSY = "busy"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Settings:
    """Requests of the tester. Percent 0..100, km/h, degrees (left positive), degrees Celsius.

    `open` holds names of `OPENINGS`, `locked` of `WHEELS` (the doors), `belted` of `SEATS`,
    `flags` of `FLAGS`, `assists` of `ASSISTS`; `leaks` are kPa/s in the order of `WHEELS`.
    `lead_gap_s` is the time gap to a vehicle ahead, 0 none, None what the route has. `ecus`
    holds the behaviour of those that are not normal. `cycle` is what mode CYCLE drives.
    """

    ambient_c: float
    light_percent: float
    charge_limit: float
    mode: Mode = Mode.MANUAL
    target_kmh: float = 0.0
    cycle: Cycle | None = None
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
    flags: frozenset[str] = frozenset()
    assists: frozenset[str] = frozenset()
    parked_mode: ParkedMode = ParkedMode.NONE
    lead_gap_s: float | None = None
    dtcs: tuple[StoredDtc, ...] = ()
    ecus: Mapping[str, EcuBehaviour] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_locked(self) -> bool:
        """Switched off, shut and locked on all sides."""
        shut = not self.open and self.locked.issuperset(WHEELS)
        return shut and self.ignition is Ignition.OFF
