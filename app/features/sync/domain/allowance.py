"""What may be published now: pauses, held topics, bundles, rates (specification section 6)."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.features.sync.domain.broker_profile import BrokerProfile
from app.features.sync.domain.state import Pause
from app.features.sync.domain.terms import Bundling, Terms
from app.features.sync.domain.throughput import Bucket, Throughput
from app.features.sync.domain.tunables import Tunables
from app.features.sync.domain.window import Window

_LOG = logging.getLogger(__name__)
_NO_BOUND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Offer:
    """One dispatch: how many publishes, under which terms."""

    room: int
    terms: Terms


@dataclass(slots=True)
class Allowance:
    """Times are monotonic seconds; pauses survive the connection, limits of CONNACK do not."""

    tunables: Tunables
    broker: BrokerProfile = field(default_factory=BrokerProfile)
    caps: frozenset[str] = frozenset()
    throughput: Throughput = field(init=False)
    single_file: bool = False
    _packet_max: int | None = None
    _bundle_bytes: int = field(init=False)
    _paused_until: float = 0.0
    _bulk_until: float = 0.0
    _held: dict[str, float] = field(default_factory=dict)
    _publishes: Bucket | None = field(init=False)
    _bytes: Bucket | None = field(init=False)

    def __post_init__(self) -> None:
        """Buckets of the broker's profile."""
        self.throughput = Throughput(self.tunables)
        self._bundle_bytes = self.tunables.bundle_bytes
        rates = (self.broker.publishes_per_s, self.broker.bytes_per_s)
        self._publishes, self._bytes = (None if rate is None else Bucket(rate) for rate in rates)

    def connected(self, packet_max: int | None) -> None:
        """A connection stands; the broker takes packets of that size, None any."""
        self._packet_max = packet_max
        self.throughput = Throughput(self.tunables)

    def pause(self, until: float) -> None:
        """The backend asked for a pause of all but the most urgent."""
        self._paused_until = until

    def pause_bulk(self, until: float) -> None:
        """Bulk waits at least until then."""
        self._bulk_until = max(self._bulk_until, until)

    def hold(self, topic: str, until: float) -> bool:
        """The broker does not authorise *topic* (relative); whether that is new."""
        new = topic not in self._held
        self._held[topic] = until
        return new

    def halve(self) -> None:
        """A packet was too large: smaller bundles, then single messages, then one at a time."""
        if self.single_file:
            return
        if self._bundle_bytes < self.tunables.bundle_bytes_min or "bundle" not in self.caps:
            self.single_file = True
        self._bundle_bytes //= 2

    def bundling(self) -> Bundling | None:
        """How rows may travel together; None: one by one."""
        if "bundle" not in self.caps or self._bundle_bytes < self.tunables.bundle_bytes_min:
            return None
        size = min(self._bundle_bytes, self.payload_max())
        return Bundling(self.tunables.bundle_rows, size, "zlib" in self.caps)

    def payload_max(self) -> int:
        """Largest payload the broker takes; a topic and properties fit beside it."""
        known = [self.broker.payload_max or _NO_BOUND]
        if self._packet_max is not None:
            known.append(max(1, self._packet_max - _HEADROOM))
        return min(known)

    def offer(self, now: float, window: Window, unconfirmed: int, *, bulk: bool) -> "Offer | None":
        """The dispatch that may be made now; *bulk*: bulk is wanted too. None: nothing may go."""
        room = 1 - len(window.open) if self.single_file else window.room()
        room = min(room, self._within_rate(now))
        bundling = None if self.single_file else self.bundling()
        if bundling is not None:
            room = min(room, max(1, self.tunables.dispatch_rows // bundling.rows))
        if room < 1:
            return None
        top = self.tunables.paused_top_prio if self.throttled(now, unconfirmed) else 9
        bulk_room = 0
        if bulk and now >= self._bulk_until and window.half_free():
            bulk_room = min(room, window.bulk_room())
        if not bulk_room:
            top = min(top, self.tunables.bulk_prio - 1)
        terms = Terms(
            bulk_prio=self.tunables.bulk_prio,
            bulk_room=bulk_room,
            bulk_bytes=max(0, self.throughput.bulk_bytes() - window.bulk_bytes()),
            top_prio=top,
            held=frozenset(self._held),
            payload_max=self.payload_max(),
            bundling=bundling,
        )
        return Offer(room, terms)

    def spend(self, sizes: Iterable[int], now: float) -> None:
        """These payloads were published."""
        for size in sizes:
            if self._publishes is not None:
                self._publishes.spend(1, now)
            if self._bytes is not None:
                self._bytes.spend(size, now)

    def next_at(self, now: float) -> float | None:
        """When something that is not allowed now will be."""
        times = [self._paused_until, self._bulk_until, *self._held.values()]
        if self._publishes is not None:
            times.append(self._publishes.ready_at(1, now))
        if self._bytes is not None:
            times.append(self._bytes.ready_at(1, now))
        return min((at for at in times if at > now), default=None)

    def pauses(self, now: float, unconfirmed: int) -> frozenset[Pause]:
        """Why some of what waits may not leave now."""
        reasons = {
            Pause.BACKEND: now < self._paused_until,
            Pause.BULK: now < self._bulk_until,
            Pause.UNCONFIRMED: unconfirmed >= self.tunables.unconfirmed_max,
            Pause.TOPIC: bool(self._held),
        }
        return frozenset(pause for pause, holds in reasons.items() if holds)

    def held_topics(self) -> frozenset[str]:
        """Topics (relative) that the broker does not authorise for now."""
        return frozenset(self._held)

    def throttled(self, now: float, unconfirmed: int) -> bool:
        """Whether only the most urgent may go: a pause, or too much without a receipt."""
        return now < self._paused_until or unconfirmed >= self.tunables.unconfirmed_max

    def freed(self, now: float) -> bool:
        """Whether a topic that was held may be tried again."""
        over = [topic for topic, until in self._held.items() if until <= now]
        for topic in over:
            del self._held[topic]
        return bool(over)

    def _within_rate(self, now: float) -> int:
        room = _NO_BOUND
        if self._publishes is not None:
            room = min(room, int(self._publishes.available(now)))
        if self._bytes is not None and self._bytes.available(now) <= 0:
            room = 0
        return room


_HEADROOM = 512
"""Bytes of a publish beside its payload: topic (at most 256), properties, fixed header."""
