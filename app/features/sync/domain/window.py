"""Publishes the broker has not acknowledged yet: how many more may go, and is it alive at all."""

from dataclasses import dataclass, field

from app.features.sync.domain.tunables import Tunables


def window_size(tunables: Tunables, receive_maximum: int | None) -> int:
    """W = max(1, min(Receive Maximum, 64) - 2): two slots stay for state and command results."""
    announced = tunables.window_max if receive_maximum is None else receive_maximum
    return max(1, min(announced, tunables.window_max) - tunables.window_reserve)


@dataclass(frozen=True, slots=True)
class Unacknowledged:
    """One publish under way; `at` in monotonic seconds; a `reserved` one uses a spare slot."""

    at: float
    size: int
    purpose: str
    recipient: str
    reserved: bool = False
    prio: int = 0
    topic: str = ""


@dataclass(slots=True)
class Window:
    """The publishes of one connection that wait for their PUBACK, by message id."""

    tunables: Tunables
    limit: int = 1
    open: dict[str, Unacknowledged] = field(default_factory=dict)
    _bytes: int = 0
    _bulk: int = 0
    _bulk_bytes: int = 0
    _reserved: int = 0

    def add(self, message: str, publish: Unacknowledged) -> None:
        """*publish* is on its way."""
        self.remove(message)
        self.open[message] = publish
        self._count(publish, 1)

    def remove(self, message: str) -> Unacknowledged | None:
        """The publish of *message* is acknowledged, or did not leave."""
        publish = self.open.pop(message, None)
        if publish is not None:
            self._count(publish, -1)
        return publish

    def room(self) -> int:
        """How many more may be published; none when too many bytes are under way."""
        if self._bytes >= self.tunables.window_bytes:
            return 0
        return max(0, self.limit - (len(self.open) - self._reserved))

    def spare(self) -> bool:
        """Whether a reserved slot is free: for state and command results."""
        return self._reserved < self.tunables.window_reserve

    def bulk_room(self) -> int:
        """How many more bulk messages may be published."""
        return min(self.room(), max(0, self.tunables.bulk_messages - self._bulk))

    def half_free(self) -> bool:
        """Whether bulk may be topped up: at least half of the window is free, or all."""
        return not self.open or self.room() >= max(1, self.limit // 2)

    def bytes(self) -> int:
        """Payload bytes under way."""
        return self._bytes

    def bulk_bytes(self) -> int:
        """Payload bytes of bulk under way."""
        return self._bulk_bytes

    def dead_at(self, *, urgent: bool) -> float | None:
        """When the link counts as dead: T = a + bytes / 2000 s after the oldest publish."""
        if not self.open:
            return None
        tunables = self.tunables
        patience = tunables.liveness_urgent_s if urgent else tunables.liveness_s
        oldest = next(iter(self.open.values())).at
        return oldest + patience + self._bytes / tunables.liveness_bytes_per_s

    def carries(self, purpose: str, recipient: str) -> bool:
        """Whether a publish for this purpose and recipient is under way."""
        return any(
            each.purpose == purpose and each.recipient == recipient for each in self.open.values()
        )

    def _count(self, publish: Unacknowledged, step: int) -> None:
        self._bytes += step * publish.size
        if publish.reserved:
            self._reserved += step
        elif publish.prio >= self.tunables.bulk_prio:
            self._bulk += step
            self._bulk_bytes += step * publish.size
