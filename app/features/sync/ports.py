"""What the sync core needs of the world, and the one place where its pieces meet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from random import Random, SystemRandom
from typing import Any, Protocol, TypeVar

from app.core.clock import Clock
from app.core.ids import uuid7
from app.core.message import Dispatch
from app.features.sync.domain.broker_profile import BrokerProfile
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.downlink import Applied, Result
from app.features.sync.domain.events import ConnectRequest, Event
from app.features.sync.domain.inbound import Accepted, Refused
from app.features.sync.domain.properties import Properties
from app.features.sync.domain.state import Identity
from app.features.sync.domain.terms import Terms
from app.features.sync.domain.tunables import Tunables

T = TypeVar("T")
Effect = Callable[[Any], None]
"""What a command does, inside the transaction that also remembers its id; gets a connection.

BadMessage with a code says that it cannot be done now: nothing is written, the backend is told.
"""


class OutboxPort(Protocol):
    """The stored queue; every future resolves after its commit, on any thread."""

    def dispatch(self, room: int, terms: Terms, /) -> Future[list[Dispatch]]:
        """Take up to *room* permitted publishes, in order; taken until settled or released."""

    def settle(self, ids: Sequence[str], /) -> Future[int]:
        """The backend has these rows or bundles: remove them; the number that were here."""

    def reject(self, ids: Sequence[str], code: str, /) -> Future[int]:
        """These will never be taken: set them aside with that code."""

    def release(self, ids: Iterable[str], /) -> object:
        """These are due again."""

    def counts(self) -> Future[OutboxCounts]:
        """How much waits."""

    def record_direct(
        self, topic: str, kind: str, purpose: str, recipient: str, payload: bytes, /
    ) -> Future[None]:
        """Ledger entry for a publish that is no row: birth, will, command result."""


class InboxPort(Protocol):
    """Which commands had their effect; futures resolve after the commit, on any thread."""

    def apply(self, accepted: Accepted, effect: Effect, /) -> Future[Applied]:
        """Remember the id (and, if it acts, the issuer's mark) and run *effect*: all or none."""

    def settle(self, accepted: Accepted, result: Result, /) -> Future[Applied]:
        """A rightly signed message that has no effect: its number is used up all the same."""

    def marks(self) -> Future[Mapping[str, int]]:
        """Highest sequence number of each issuer below which all is settled."""

    def quarantine(self, topic: str, code: str, payload: bytes, /) -> object:
        """Keep a message that could not be used, with the reason."""


class Downlink(Protocol):
    """The contract of what arrives; pure, called on the core's thread."""

    def check(self, topic: str, payload: bytes, properties: Properties, /) -> Accepted | Refused:
        """The verdict on a message on the whole *topic*."""


Handler = Callable[[Mapping[str, Any]], Effect]
"""Makes the effect of one message; BadMessage when its content makes no sense."""


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

    def superseded(self, mid: int) -> bool:
        """Whether a newer message of the same state topic has arrived since."""

    def shut(self) -> None:
        """Close a dead connection at once; the will is sent."""

    def disconnect(self) -> None:
        """End cleanly after what was published; the will is dropped."""


@dataclass(frozen=True, slots=True)
class Hooks:
    """What the core tells the rest of the product, on its own thread.

    `caps`: the backend's capabilities, to be remembered; `time`: the backend's clock, when it is
    to be believed; `rejected`: rows refused for good, with the code; `expected`: a request
    (by id) that had no answer in time.
    """

    caps: Callable[[frozenset[str]], object] = lambda _caps: None
    time: Callable[[datetime], object] = lambda _time: None
    rejected: Callable[[Sequence[str], str], object] = lambda _ids, _code: None
    confirmed: Callable[[Sequence[str]], object] = lambda _ids: None
    applied: Callable[[str], object] = lambda _id: None
    answered: Callable[[Mapping[str, Any]], bool] = lambda _response: False
    overdue: Callable[[str], object] = lambda _id: None
    link: Callable[[bool, str], object] = lambda _up, _reason: None


@dataclass(frozen=True, slots=True)
class SyncPorts:
    """Ports of the core.

    `publish` and `generation` are the gateway's: False means that nothing left, the generation is
    that of the consent for a purpose and recipient. `identity_trouble` looks at our certificate:
    a `Trouble` code, empty when it may be used. `storage` is ok, low or full. Without an `inbox`
    or `downlink` only receipts are understood; `handlers` by type act on what is accepted.
    """

    outbox: OutboxPort
    transport: Transport
    publish: Callable[[Dispatch], bool]
    generation: Callable[[str, str], int]
    clock: Clock
    random: Random = field(default_factory=SystemRandom)
    inbox: InboxPort | None = None
    downlink: Downlink | None = None
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    identity_trouble: Callable[[], str] = lambda: ""
    storage: Callable[[], str] = lambda: "ok"
    hooks: Hooks = field(default_factory=Hooks)
    caps: frozenset[str] = frozenset()
    broker: BrokerProfile = field(default_factory=BrokerProfile)


@dataclass(frozen=True, slots=True)
class Desk:
    """What link and pump share: ports, settings, identity, and a way back to the core's thread."""

    ports: SyncPorts
    tunables: Tunables
    identity: Identity
    post: Callable[[Callable[[], object]], None]

    def now(self) -> float:
        """Monotonic seconds."""
        return self.ports.clock.monotonic_ns() / 1e9

    def wall_ms(self) -> int:
        """Wall time, Unix ms."""
        return int(self.ports.clock.utc().timestamp() * 1000)

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(self.wall_ms(), self.ports.random.getrandbits(80))

    def then(self, future: Future[T], handle: Callable[[Future[T]], object]) -> None:
        """Call *handle* with the finished future on the core's thread."""
        future.add_done_callback(lambda done: self.post(lambda: handle(done)))
