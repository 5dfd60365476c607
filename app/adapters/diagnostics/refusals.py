"""What negative answers mean for the next time the same is asked."""

from dataclasses import dataclass, field
from enum import Enum

from app.features.vehicle.dtc import parse_negative

_UNSUPPORTED = frozenset({0x11, 0x12, 0x31, 0x7F})
_BUSY_REPEAT = 0x21
RETRY_S = 1.0
RETRIES = 3


class Verdict(Enum):
    """What an answer says."""

    POSITIVE = "positive"
    UNSUPPORTED = "unsupported"
    RETRY = "retry"
    LATER = "later"


def verdict(answer: bytes) -> Verdict:
    """NRC 11, 12, 31, 7F: never again this drive; 21: again after 1 s; 22 and others: later."""
    negative = parse_negative(answer)
    if negative is None:
        return Verdict.POSITIVE
    if negative.nrc in _UNSUPPORTED:
        return Verdict.UNSUPPORTED
    return Verdict.RETRY if negative.nrc == _BUSY_REPEAT else Verdict.LATER


@dataclass(slots=True)
class Refused:
    """Requests that ECUs do not know, kept for the drive: as long as the service runs."""

    _pairs: set[tuple[str, bytes]] = field(default_factory=set)

    def add(self, ecu: str, payload: bytes) -> None:
        """*ecu* does not know the request."""
        self._pairs.add((ecu, payload))

    def holds(self, ecu: str, payload: bytes) -> bool:
        """Whether *ecu* need not be asked that any more."""
        return (ecu, payload) in self._pairs
