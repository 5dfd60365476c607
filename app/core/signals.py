"""A vehicle signal's value with its validity and age (COVESA VSS 6.0 names and units)."""

from dataclasses import dataclass
from enum import StrEnum

Value = float | int | bool | str | tuple[str, ...]


class Validity(StrEnum):
    """Whether a value may be used; anything but VALID has no value."""

    UNKNOWN = "unknown"
    VALID = "valid"
    INVALID = "invalid"
    STALE = "stale"


class Reason(StrEnum):
    """Why a sample is not valid; NONE goes with VALID."""

    NONE = ""
    NEVER_RECEIVED = "never_received"
    UNSUPPORTED = "unsupported"
    SNA = "sna"
    ERROR = "error"
    NO_TARGET = "no_target"
    VALID_FLAG = "valid_flag"
    UNMAPPED = "unmapped"
    NOT_FINITE = "not_finite"
    RANGE = "range"
    JUMP = "jump"
    CHECKSUM = "checksum"
    COUNTER = "counter"
    CONFLICT = "conflict"
    TIMEOUT = "timeout"
    BUS_SILENT = "bus_silent"
    BUS_LOST = "bus_lost"
    RESTORED = "restored"


class SignalClass(StrEnum):
    """INSTANT values vanish when stale, SLOW ones stay visible with their age, FIXED never age."""

    INSTANT = "I"
    SLOW = "S"
    FIXED = "F"


@dataclass(frozen=True, slots=True)
class SignalDef:
    """One catalogue entry: path without a value.

    `type` is a VSS data type name, `unit` a VSS unit or None, `minimum`/`maximum` the plausible
    range in that unit, `also` single numbers beside it that mean something, `decimals` the digits
    worth showing. With `zero_valid` false a zero means that the car does not know.
    """

    path: str
    type: str
    unit: str | None
    minimum: float | None
    maximum: float | None
    cls: SignalClass
    decimals: int = 0
    zero_valid: bool = True
    allowed: tuple[str, ...] = ()
    also: tuple[int, ...] = ()

    def plausible(self, number: float) -> bool:
        """Whether *number*, in the catalogue's unit, can be."""
        low, high = self.minimum, self.maximum
        outside = (low is not None and number < low) or (high is not None and number > high)
        return not outside or number in self.also


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of one signal at one moment.

    `value` is None unless `state` is VALID. `last_valid` is the newest valid value of a SLOW
    signal, else None. `t_valid_ns` is the monotonic arrival time of the newest valid value.
    """

    path: str
    state: Validity
    reason: Reason = Reason.NONE
    value: Value | None = None
    unit: str | None = None
    t_valid_ns: int | None = None
    last_valid: Value | None = None

    def age_ms(self, now_ns: int) -> int | None:
        """Milliseconds since the newest valid value arrived; None if there never was one."""
        return None if self.t_valid_ns is None else max(0, (now_ns - self.t_valid_ns) // 1_000_000)

    @property
    def number(self) -> float | None:
        """The value as a float when it is valid and numeric, else None."""
        if self.state is not Validity.VALID or isinstance(self.value, (str, tuple)):
            return None
        return None if self.value is None else float(self.value)


def unsupported(path: str) -> Sample:
    """The sample of a signal that this car's profile does not map."""
    return Sample(path, Validity.UNKNOWN, Reason.UNSUPPORTED)


class BusState(StrEnum):
    """Life of one CAN bus as the reader sees it."""

    CONNECTING = "connecting"
    ALIVE = "alive"
    SILENT = "silent"
    LOST = "lost"
    ASLEEP = "asleep"
