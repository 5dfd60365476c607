"""Which notice may cover the screen: one at a time, by priority (hmi specification, section 4)."""

from collections.abc import Sequence
from enum import IntEnum, StrEnum
from typing import NamedTuple

from app.core.restriction_rules import Mode


class Priority(IntEnum):
    """The most urgent first."""

    CRITICAL = 0
    SESSION = 1
    SOON = 2
    PLAN = 3
    INFO = 4


class Presentation(StrEnum):
    """How much room a notice gets."""

    OVERLAY = "overlay"
    CARD = "card"
    BADGE = "badge"
    ICON = "icon"
    NONE = "none"


_PARKED = (
    Presentation.OVERLAY,
    Presentation.OVERLAY,
    Presentation.OVERLAY,
    Presentation.CARD,
    Presentation.NONE,
)
_IDLING = (
    Presentation.OVERLAY,
    Presentation.OVERLAY,
    Presentation.BADGE,
    Presentation.ICON,
    Presentation.NONE,
)
_MOVING = (
    Presentation.CARD,
    Presentation.CARD,
    Presentation.BADGE,
    Presentation.ICON,
    Presentation.NONE,
)
_COVERING = (Presentation.OVERLAY, Presentation.CARD)


class Notice(NamedTuple):
    """Something to tell: at most one a key."""

    key: str
    priority: Priority


def presentation(priority: Priority, mode: Mode) -> Presentation:
    """How a notice of *priority* shows while its capability is in *mode*."""
    table = {Mode.FULL: _PARKED, Mode.LIMITED: _IDLING}.get(mode, _MOVING)
    return table[priority]


class Attention:
    """The queue of notices that may cover the screen; the rest stay in their places.

    A more urgent notice takes the place of a lesser one, which returns afterwards; equals come in
    the order they arrived. One that becomes more urgent is told anew, in its old place among its
    equals. Advice for the next stop covers the screen once a drive at most.
    """

    def __init__(self) -> None:
        self._arrived: dict[str, Notice] = {}
        self._done: set[str] = set()
        self._later: set[str] = set()
        self._mode = Mode.LOCKED
        self._spent: str | None = None

    def update(self, notices: Sequence[Notice]) -> None:
        """Take all open notices; one that is gone leaves the queue, also when it is covering."""
        open_now = {notice.key: notice for notice in notices}
        self._arrived = {k: known for k, known in self._arrived.items() if k in open_now}
        for key, notice in open_now.items():
            if key in self._arrived and notice.priority < self._arrived[key].priority:
                self._done.discard(key)
                self._later.discard(key)
            self._arrived[key] = notice
        self._done &= open_now.keys()
        self._later &= open_now.keys()

    def set_mode(self, mode: Mode) -> None:
        """Follow the driving state; being parked again brings back what was put off."""
        if mode is self._mode:
            return
        if mode is Mode.FULL:
            self._later.clear()
        elif self._mode is Mode.FULL:
            self._spent = None
        self._mode = mode

    def acknowledge(self, key: str) -> None:
        """The driver has read it: it covers the screen no more."""
        self._done.add(key)
        self._spend(key)

    def later(self, key: str) -> None:
        """Put it off until the car is parked after this."""
        self._later.add(key)
        self._spend(key)

    @property
    def current(self) -> str | None:
        """Key of the notice that covers the screen now."""
        waiting = [notice for notice in self._arrived.values() if self._covers(notice)]
        return min(waiting, key=lambda notice: notice.priority).key if waiting else None

    def _covers(self, notice: Notice) -> bool:
        if notice.key in self._done or notice.key in self._later:
            return False
        if notice.priority is Priority.SOON and self._spent not in {None, notice.key}:
            return False
        return presentation(notice.priority, self._mode) in _COVERING

    def _spend(self, key: str) -> None:
        notice = self._arrived.get(key)
        if notice is not None and notice.priority is Priority.SOON and self._spent is None:
            self._spent = key
