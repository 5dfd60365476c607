"""What the sync core needs of the world, and the one place where its pieces meet."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random, SystemRandom
from typing import Protocol, TypeVar

from app.core.clock import Clock
from app.core.ids import uuid7
from app.core.message import Dispatch
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.events import ConnectRequest, Event
from app.features.sync.domain.state import Identity
from app.features.sync.domain.tunables import Tunables

T = TypeVar("T")


class OutboxPort(Protocol):
    """The stored queue; every future resolves after its commit, on any thread."""

    def dispatch(self, room: int) -> Future[list[Dispatch]]:
        """Take up to *room* permitted rows, in order; they stay taken until settled or released."""

    def settle(self, ids: Sequence[str]) -> Future[int]:
        """The backend has these: remove them; the number that were here."""

    def release(self, ids: Sequence[str]) -> object:
        """These are due again."""

    def counts(self) -> Future[OutboxCounts]:
        """How much waits."""

    def record_direct(
        self, topic: str, kind: str, purpose: str, recipient: str, payload: bytes, /
    ) -> Future[None]:
        """Ledger entry for a publish that is no row: birth and will."""


class Transport(Protocol):
    """One MQTT connection at a time; no method blocks, events come on any thread.

    Publishing is not here: the gateway holds it.
    """

    def listen(self, sink: Callable[[Event], None]) -> None:
        """Events of all attempts from now on go to *sink*."""

    def connect(self, request: ConnectRequest) -> None:
        """Start an attempt; it ends with exactly one `Ended`."""

    def subscribe(self, topic: str) -> None:
        """Answered by `Subscribed`."""

    def claim(self, mid: int) -> str | None:
        """Message id published with that packet id on this connection, once."""

    def acknowledge(self, mid: int) -> None:
        """Tell the broker that an arrived message is dealt with."""

    def shut(self) -> None:
        """Close a dead connection at once; the will is sent."""

    def disconnect(self) -> None:
        """End cleanly after what was published; the will is dropped."""


@dataclass(frozen=True, slots=True)
class SyncPorts:
    """Ports of the core.

    `publish` and `generation` are the gateway's: False means that nothing left, the generation is
    that of the consent for a purpose and recipient.
    """

    outbox: OutboxPort
    transport: Transport
    publish: Callable[[Dispatch], bool]
    generation: Callable[[str, str], int]
    clock: Clock
    random: Random = field(default_factory=SystemRandom)


@dataclass(frozen=True, slots=True)
class Desk:
    """What link and pump share: ports, settings, identity, and a way back to the core's thread."""

    ports: SyncPorts
    tunables: Tunables
    identity: Identity
    post: Callable[[Callable[[], None]], None]

    def now(self) -> float:
        """Monotonic seconds."""
        return self.ports.clock.monotonic_ns() / 1e9

    def wall_ms(self) -> int:
        """Wall time, Unix ms."""
        return int(self.ports.clock.utc().timestamp() * 1000)

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(self.wall_ms(), self.ports.random.getrandbits(80))

    def then(self, future: Future[T], handle: Callable[[Future[T]], None]) -> None:
        """Call *handle* with the finished future on the core's thread."""
        future.add_done_callback(lambda done: self.post(lambda: handle(done)))
