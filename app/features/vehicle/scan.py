"""How a scan of the fault memories is going; told by the scheduler, folded by the service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.features.vehicle.dtc import DtcAnswer


class ScanState(StrEnum):
    """WAITING has a reason and goes on by itself, FAILED has one and does not."""

    NEVER = "never"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ScanReason(StrEnum):
    """Why a scan waits or failed."""

    NONE = ""
    MOVING = "moving"
    TESTER = "tester"
    BUS_LOST = "bus_lost"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True)
class ScanReport:
    """State of the scan; *step* of *steps* requests are done, *answers* by ECU when DONE.

    An ECU is in *answers* when it said what it has stored, if only that there is nothing; in
    *silent* when it should have said so and did not.
    """

    state: ScanState
    reason: ScanReason = ScanReason.NONE
    step: int = 0
    steps: int = 0
    answers: Mapping[str, Sequence[DtcAnswer]] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
