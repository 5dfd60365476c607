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


@dataclass(slots=True)
class Window:
    """The publishes of one connection that wait for their PUBACK, by message id."""

    tunables: Tunables
    limit: int = 1
    open: dict[str, Unacknowledged] = field(default_factory=dict)

    def room(self) -> int:
        """How many more may be published; none when too many bytes are under way."""
        if self.bytes() >= self.tunables.window_bytes:
            return 0
        return max(0, self.limit - sum(not each.reserved for each in self.open.values()))

    def bytes(self) -> int:
        """Payload bytes under way."""
        return sum(each.size for each in self.open.values())

    def dead_at(self, *, urgent: bool) -> float | None:
        """When the link counts as dead: T = a + bytes / 2000 s after the oldest publish."""
        if not self.open:
            return None
        tunables = self.tunables
        patience = tunables.liveness_urgent_s if urgent else tunables.liveness_s
        oldest = min(each.at for each in self.open.values())
        return oldest + patience + self.bytes() / tunables.liveness_bytes_per_s

    def carries(self, purpose: str, recipient: str) -> bool:
        """Whether a publish for this purpose and recipient is under way."""
        return any(
            each.purpose == purpose and each.recipient == recipient for each in self.open.values()
        )
