"""When a message without a receipt is published again on a living link."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.features.sync.domain.backoff import Uniform
from app.features.sync.domain.tunables import Tunables


def resend_delay(tunables: Tunables, repetition: int) -> float:
    """Seconds without jitter before repetition k = 0, 1, …: 3 s doubled each time up to 300 s."""
    return min(tunables.resend_cap_s, tunables.resend_first_s * 2.0 ** min(repetition, 30))


@dataclass(slots=True)
class _Entry:
    """One message: repetitions since the last receipt of any, and whether it is stuck."""

    repetition: int
    era: int
    first_era: int
    stuck: bool = False


@dataclass(slots=True)
class ResendSchedule:
    """Due times (monotonic seconds) of the messages that wait for a receipt, by message id."""

    tunables: Tunables
    uniform: Uniform
    _due: dict[str, float] = field(default_factory=dict)
    _heap: list[tuple[float, str]] = field(default_factory=list)
    _entries: dict[str, _Entry] = field(default_factory=dict)
    _slow: set[str] = field(default_factory=set)
    _era: int = 0

    def __len__(self) -> int:
        """Messages that wait for a receipt."""
        return len(self._entries)

    def __contains__(self, message: object) -> bool:
        """Whether *message* was published on this link and has no receipt."""
        return message in self._entries

    @property
    def stuck(self) -> int:
        """Messages repeated ten times while others got receipts."""
        return sum(entry.stuck for entry in self._entries.values())

    def sent(self, message: str, now: float, attempt: int = 1) -> None:
        """*message* was published; *attempt* counts every publish of it from 1."""
        entry = self._entries.get(message)
        if entry is None:
            entry = self._entries[message] = _Entry(-1, self._era, self._era)
        if entry.era != self._era:
            entry.repetition, entry.era = -1, self._era
        entry.repetition += 1
        entry.stuck = attempt > self.tunables.stuck_after and self._era > entry.first_era
        self._set(message, now + self._interval(entry))

    def suspend(self, message: str) -> None:
        """*message* is on its way to the broker: repeating it on the same link helps nobody."""
        self._due.pop(message, None)

    def resume(self, message: str, now: float) -> None:
        """The broker has *message*; from now on the receipt is waited for."""
        entry = self._entries.get(message)
        if entry is not None:
            self._set(message, now + self._interval(entry))

    def settled(self, messages: Iterable[str], now: float) -> None:
        """A receipt came: these are done, and the others need not wait long any more."""
        for message in messages:
            self.forget(message)
        self._era += 1
        for message in self._slow & self._due.keys():
            if not self._entries[message].stuck:
                self._set(message, min(self._due[message], now + self._jittered(0)))
        self._slow.clear()

    def hurry(self, now: float) -> None:
        """Whatever waits for a receipt, and is not on its way to the broker, is due now."""
        for message in tuple(self._due):
            self._set(message, now)

    def take_due(self, now: float) -> list[str]:
        """The messages to publish again now; they are due no more until `sent`."""
        due = []
        while self._heap and self._heap[0][0] <= now:
            at, message = heapq.heappop(self._heap)
            if self._due.get(message) == at:
                del self._due[message]
                due.append(message)
        return due

    def next_due(self) -> float | None:
        """Time of the next repetition."""
        while self._heap and self._due.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def clear(self) -> list[str]:
        """Forget everything (the link ended); returns the messages that had no receipt."""
        waiting = list(self._entries)
        self._due.clear()
        self._heap.clear()
        self._entries.clear()
        self._slow.clear()
        return waiting

    def forget(self, message: str) -> bool:
        """*message* will not be published again by this schedule; whether it was in it."""
        self._due.pop(message, None)
        self._slow.discard(message)
        return self._entries.pop(message, None) is not None

    def _set(self, message: str, at: float) -> None:
        self._due[message] = at
        heapq.heappush(self._heap, (at, message))
        if self._entries[message].repetition > 0:
            self._slow.add(message)

    def _interval(self, entry: _Entry) -> float:
        if entry.stuck:
            return self.tunables.resend_cap_s
        return self._jittered(max(0, entry.repetition))

    def _jittered(self, repetition: int) -> float:
        spread = self.tunables.resend_jitter
        return resend_delay(self.tunables, repetition) * self.uniform(1 - spread, 1 + spread)
