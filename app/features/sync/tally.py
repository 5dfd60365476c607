"""How much waits, and whether a driver waits for it."""

from concurrent.futures import Future

from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.timers import Timers
from app.features.sync.ports import Desk


class Tally:
    """Counts rows at most as often as the screens show it; on the core's thread."""

    def __init__(self, desk: Desk, timers: Timers) -> None:
        self.counts = OutboxCounts(0, None, 0)
        self._desk = desk
        self._timers = timers
        self._counting = False
        self._again = False
        self._counted_at = float("-inf")
        self._urgent_until: float | None = None

    def urgent(self) -> bool:
        """Whether a driver's act of the last two minutes may still wait."""
        return self._urgent_until is not None and self._desk.now() < self._urgent_until

    def nudge(self, *, urgent: bool) -> None:
        """A row was written."""
        if urgent:
            self._urgent_until = self._desk.now() + self._desk.tunables.urgent_for_s
        self.count()

    def count(self) -> None:
        """Ask how much waits, now or as soon as that may be shown; one question at a time."""
        if self._counting:
            self._again = True
            return
        now = self._desk.now()
        due = self._counted_at + self._desk.tunables.status_interval_s
        if now < due:
            self._timers.set("count", due)
            return
        self._timers.cancel("count")
        future = self._desk.ports.outbox.counts()
        self._counting = True
        self._counted_at = now
        self._desk.then(future, self._on_counts)

    def _on_counts(self, done: Future[OutboxCounts]) -> None:
        self._counting = False
        again, self._again = self._again, False
        if done.exception() is None:
            self.counts = done.result()
            if self.counts.waiting == self.counts.bulk and not again:
                self._urgent_until = None
        if again:
            self.count()
