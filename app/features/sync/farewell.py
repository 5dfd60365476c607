"""Leave of the backend for an erasure or a sale, in an order that a power cut cannot spoil."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.sync.domain.leave import Kind, Leave, Outcome, Step

_LOG = logging.getLogger(__name__)
_LOOK_S = 0.1


class Journal(Protocol):
    """Remembers a leave outside the databases, which may be erased meanwhile."""

    def load(self) -> Leave | None:
        """The leave under way."""

    def save(self, leave: Leave) -> None:
        """Keep it, durably; HabitacleError when the disk refuses."""

    def clear(self) -> None:
        """It is finished."""


@dataclass(frozen=True, slots=True)
class FarewellPorts:
    """What a leave works with; all of it may block, none of it needs the GUI thread.

    `up`: the link stands; `waiting`: messages without a receipt, bulk left out; `stop` ends the
    link; `forget` makes the broker forget us (HabitacleError when it cannot be reached);
    `hand_back` destroys our identity; `pause` waits so many seconds and says whether to give up.
    """

    journal: Journal
    clock: Clock
    up: Callable[[], bool]
    waiting: Callable[[], int]
    stop: Callable[[], None]
    forget: Callable[[], None]
    hand_back: Callable[[], None]
    pause: Callable[[float], bool]


class Farewell:
    """Runs on a thread of its own; begin again with `run` as often as it takes.

    1. The link delivers what waits: withdrawals first, as always. A sale waits for every receipt,
       for later there is nobody who could send; an erasure waits its patience out, for what
       is left is sent afterwards.
    2. The link ends; the broker's retained state and session of this car are taken away.
    3. A sold car hands its identity back: the next owner gets another one.
    """

    def __init__(self, ports: FarewellPorts) -> None:
        self._ports = ports

    def ask(self, kind: Kind) -> None:
        """Take leave from now on; a sale is not made an erasure again."""
        under_way = self._ports.journal.load()
        if under_way is None or (under_way.kind, kind) == (Kind.ERASE, Kind.SALE):
            self._ports.journal.save(Leave(kind))

    def run(self, patience_s: float) -> Outcome:
        """Go on from where the last run ended; give up for now after *patience_s*."""
        leave = self._ports.journal.load()
        if leave is None:
            return Outcome(done=True)
        waiting = 0
        if leave.step is Step.ASKED:
            connected, waiting = self._deliver(patience_s)
            if not connected or (waiting and leave.kind is Kind.SALE):
                return Outcome(False, waiting, "" if connected else "no_link")
            leave = self._reached(leave, Step.CONFIRMED)
        if leave.step is Step.CONFIRMED:
            self._ports.stop()
            try:
                self._ports.forget()
            except HabitacleError as error:
                _LOG.warning("the broker still keeps something of this car: %s", error)
                return Outcome(False, waiting, "not_cleared")
            leave = self._reached(leave, Step.CLEARED)
        if leave.kind is Kind.SALE:
            self._ports.hand_back()
        self._ports.journal.clear()
        _LOG.info("leave taken of the backend: %s", leave.kind.value)
        return Outcome(True, waiting)

    def _deliver(self, patience_s: float) -> tuple[bool, int]:
        """Whether the link stood at the end, and how much is still without a receipt."""
        until = self._now() + patience_s
        while True:
            up, waiting = self._ports.up(), self._ports.waiting()
            if (up and not waiting) or self._now() >= until or self._ports.pause(_LOOK_S):
                return up, waiting

    def _reached(self, leave: Leave, step: Step) -> Leave:
        leave = replace(leave, step=step)
        self._ports.journal.save(leave)
        return leave

    def _now(self) -> float:
        return self._ports.clock.monotonic_ns() / 1e9
