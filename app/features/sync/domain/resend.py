"""When a message without a receipt is published again on a living link."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.features.sync.domain.backoff import Uniform
from app.features.sync.domain.tunables import Tunables


def resend_delay(tunables: Tunables, repetition: int) -> float:
    """Seconds without jitter before repetition k = 0, 1, …: 3 s doubled each time up to 300 s."""
    return min(tunables.resend_cap_s, tunables.resend_first_s * 2.0 ** min(repetition, 30))


@dataclass(slots=True)
class ResendSchedule:
    """Due times (monotonic seconds) of the messages that wait for a receipt, by message id."""

    tunables: Tunables
    uniform: Uniform
    _due: dict[str, float] = field(default_factory=dict)
    _repetition: dict[str, int] = field(default_factory=dict)

    def sent(self, message: str, now: float) -> None:
        """*message* was published, for the first time or again."""
        repetition = self._repetition.get(message, -1) + 1
        self._repetition[message] = repetition
        self._due[message] = now + self._jittered(repetition)

    def suspend(self, message: str) -> None:
        """*message* is on its way to the broker: repeating it on the same link helps nobody."""
        self._due.pop(message, None)

    def resume(self, message: str, now: float) -> None:
        """The broker has *message*; from now on the receipt is waited for."""
        if message in self._repetition:
            self._due[message] = now + self._jittered(max(0, self._repetition[message]))

    def settled(self, messages: Iterable[str], now: float) -> None:
        """A receipt came: these are done, and the others need not wait long any more."""
        for message in messages:
            self._due.pop(message, None)
            self._repetition.pop(message, None)
        soon = now + self._jittered(0)
        for message, due in self._due.items():
            self._due[message] = min(due, soon)
        self._repetition = dict.fromkeys(self._repetition, -1)

    def take_due(self, now: float) -> list[str]:
        """The messages to publish again now; they are due no more until `sent`."""
        due = [message for message, at in self._due.items() if at <= now]
        for message in due:
            del self._due[message]
        return due

    def next_due(self) -> float | None:
        """Time of the next repetition."""
        return min(self._due.values(), default=None)

    def clear(self) -> list[str]:
        """Forget everything (the link ended); returns the messages that had no receipt."""
        waiting = list(self._repetition)
        self._due.clear()
        self._repetition.clear()
        return waiting

    def hold(self, message: str, until: float) -> None:
        """*message* waits for that time instead."""
        if message in self._repetition:
            self._due[message] = until

    def forget(self, message: str) -> None:
        """*message* will not be published again by this schedule."""
        self._due.pop(message, None)
        self._repetition.pop(message, None)

    def _jittered(self, repetition: int) -> float:
        spread = self.tunables.resend_jitter
        return resend_delay(self.tunables, repetition) * self.uniform(1 - spread, 1 + spread)
