"""A bound for what repeats in the log: so many records a minute of one kind, the rest counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW_S = 60.0
_KINDS_MAX = 1_000
_EVENT_MAX = 200
OTHER = "other records"


@dataclass(slots=True)
class _Window:
    ends: float
    level: int
    taken: int = 0
    held: int = 0


@dataclass(frozen=True, slots=True)
class HeldBack:
    """What is told in place of the records held back: whose they were, what they said, how many."""

    name: str
    level: int
    event: str
    number: int


class LogLimit:
    """Counts by logger and event, which is the text before values are put in; not thread-safe.

    *per_minute* records of a kind pass in a minute that begins with the first. More kinds at once
    than can be remembered count together, by logger.
    """

    def __init__(self, per_minute: int, now: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._now = now
        self._windows: dict[tuple[str, str], _Window] = {}
        self._next_end = float("inf")

    def passes(self, name: str, level: int, event: str) -> bool:
        """Whether this record may be written; ask `over` first."""
        key = (name, event[:_EVENT_MAX])
        if key not in self._windows and len(self._windows) >= _KINDS_MAX:
            key = (name, OTHER)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window(self._now() + _WINDOW_S, level)
            self._next_end = min(self._next_end, window.ends)
        window.level = max(window.level, level)
        if window.taken < self._per_minute:
            window.taken += 1
            return True
        window.held += 1
        return False

    def over(self, *, all_of_them: bool = False) -> list[HeldBack]:
        """What is to be told of minutes that have ended, or of all at the end of the log."""
        now = self._now()
        if now < self._next_end and not all_of_them:
            return []
        ended = {
            key: each for key, each in self._windows.items() if all_of_them or each.ends <= now
        }
        for key in ended:
            del self._windows[key]
        self._next_end = min((each.ends for each in self._windows.values()), default=float("inf"))
        return [
            HeldBack(name, each.level, event, each.held)
            for (name, event), each in ended.items()
            if each.held
        ]
