"""The sync core: one plain thread that owns the link to the backend."""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from app.features.sync.domain.events import (
    Arrived,
    Connected,
    Discarded,
    Ended,
    Event,
    Published,
    Refused,
    Subscribed,
)
from app.features.sync.domain.state import Identity, LinkState, Status, shown_link
from app.features.sync.domain.timers import Timers
from app.features.sync.domain.tunables import Tunables
from app.features.sync.inbound import Inbound
from app.features.sync.link import Link
from app.features.sync.ports import Desk, SyncPorts
from app.features.sync.pump import Pump

_LOG = logging.getLogger(__name__)
_LINK_TIMERS = frozenset({"attempt", "connecting", "subscribing", "ended", "closing"})


class SyncCore:
    """Connects, sends what waits, settles what the backend confirms; survives any callback.

    `report` gets a `Status` on the core's thread whenever it changed, counts at most every
    `status_interval_s`. All public methods may be called from any thread.
    """

    def __init__(
        self,
        ports: SyncPorts,
        identity: Identity,
        tunables: Tunables,
        report: Callable[[Status], None],
    ) -> None:
        self._queue: queue.SimpleQueue[Callable[[], object]] = queue.SimpleQueue()
        self._timers = Timers()
        self._desk = Desk(ports, tunables, identity, self._queue.put)
        self._pump = Pump(self._desk, self._timers)
        self._link = Link(self._desk, self._pump, self._timers)
        self._inbound = Inbound(self._desk, self._pump, self._link.not_written)
        self._report = report
        self._shown = Status()
        self._shown_at = float("-inf")
        self._since_ns = ports.clock.monotonic_ns()
        self._was_up = False
        self._stopping = False
        self._thread: threading.Thread | None = None
        ports.transport.listen(lambda event: self._queue.put(partial(self._on_event, event)))

    def start(self) -> None:
        """Begin, on a thread of its own."""
        self.begin()
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """Begin without a thread: whoever calls `turn` drives the core."""
        self._queue.put(self._pump.tally.count)
        self._queue.put(self._link.start)

    def stop(self) -> None:
        """Publish offline, DISCONNECT, end the thread; at most a second. Idempotent."""
        self._queue.put(self._stop)
        if self._thread is not None:
            self._thread.join(self._desk.tunables.closing_timeout_s + 0.2)
            self._thread = None

    def nudge(self, *, urgent: bool = False) -> None:
        """A row was written or a permission changed; *urgent*: by the driver, class 0."""
        self._queue.put(partial(self._nudged, urgent))

    def withdrawn(self, purpose: str, recipient: str) -> None:
        """Consent was withdrawn: what is not acknowledged for them must not leave any more."""
        self._queue.put(partial(self._withdrawn, purpose, recipient))

    def expect(self, message: str, seconds: float) -> None:
        """The request *message* should be answered in that time; else `Hooks.overdue` is told."""
        self._queue.put(lambda: self._inbound.requests.expect(message, self._desk.now() + seconds))

    def network(self, present: bool) -> None:
        """The system has a network, or has none: then the link is off until it has."""
        self._queue.put(partial(self._network, present))

    def identity_changed(self) -> None:
        """Our certificate is another one now."""
        self._queue.put(self._link.look_again)

    def try_now(self) -> None:
        """A person does not want to wait: connect now, or send again what waits for a receipt."""
        self._queue.put(self._link.ask)

    def reconnect(self) -> None:
        """End the connection and make another one, with what is new in our identity."""
        self._queue.put(partial(self._link.fail, "identity changed"))

    @property
    def attempts(self) -> int:
        """Connection attempts in this boot, those of links before this one included."""
        return self._desk.identity.earlier + self._link.attempt

    def report_state(self) -> None:
        """Announce the state once more, if the link is up."""
        self._queue.put(self._link.report)

    def counted(self) -> dict[str, int]:
        """How often something odd was set aside, by reason."""
        return dict(self._pump.counted)

    def traffic(self) -> dict[str, int]:
        """Publishes of rows and bundles in this run, and how many of them were repetitions."""
        return {"published": self._pump.published, "resent": self._pump.resent}

    @property
    def finished(self) -> bool:
        """Whether the core was stopped and the link is closed."""
        return self._stopping and self._link.state is LinkState.OFF

    def turn(self, wait_s: float = 0.0) -> None:
        """Handle what is queued (waiting up to *wait_s* for the first), then what is due."""
        try:
            job = self._queue.get(timeout=wait_s) if wait_s > 0 else self._queue.get_nowait()
            while True:
                self._guarded(job)
                job = self._queue.get_nowait()
        except queue.Empty:
            pass
        self._guarded(self._tick)
        self._guarded(self._show)

    def next_due(self) -> float | None:
        """Monotonic seconds at which `turn` has something to do even without an event."""
        times = (
            self._timers.next_due(),
            self._pump.next_due(),
            self._dead_at(),
            self._inbound.requests.next_due(),
        )
        return min((at for at in times if at is not None), default=None)

    def _dead_at(self) -> float | None:
        return self._pump.dead_at() if self._timers.at("ended") is None else None

    def _run(self) -> None:
        while not self.finished:
            due = self.next_due()
            wait = 60.0 if due is None else min(60.0, max(0.001, due - self._desk.now()))
            self.turn(wait)

    def _guarded(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception:  # noqa: BLE001  the link must outlive a defect in one callback
            self._pump.counted["exception"] += 1
            _LOG.exception("a callback of the sync core failed; going on")

    def _on_event(self, event: Event) -> None:
        if event.attempt != self._link.attempt or self._link.state in {
            LinkState.OFF,
            LinkState.WAITING,
        }:
            return
        match event:
            case Connected():
                self._link.on_connected(event)
            case Refused():
                self._link.on_refused(event)
            case Subscribed():
                self._link.on_subscribed(event)
            case Published():
                self._pump.on_published(event)
            case Arrived():
                self._inbound.on_arrived(event)
            case Discarded():
                self._inbound.on_discarded(event)
            case Ended():
                self._link.on_ended(event)

    def _nudged(self, urgent: bool) -> None:
        self._pump.nudge(urgent=urgent)
        if urgent:
            self._link.act()

    def _network(self, present: bool) -> None:
        self._link.hold(not present)
        if present:
            self._link.network_up()

    def _withdrawn(self, purpose: str, recipient: str) -> None:
        if self._pump.carries(purpose, recipient):
            self._link.fail("consent withdrawn with messages under way")

    def _stop(self) -> None:
        if not self._stopping:
            self._stopping = True
            self._link.stop()

    def _tick(self) -> None:
        now = self._desk.now()
        for name in self._timers.take(now):
            if name in _LINK_TIMERS:
                self._link.on_timer(name)
            elif name == "count":
                self._pump.tally.count()
        for message in self._inbound.requests.take_due(now):
            self._desk.ports.hooks.overdue(message)
        dead_at = self._dead_at()
        if dead_at is not None and dead_at <= now:
            self._pump.counted["dead_link"] += 1
            self._link.fail("the broker does not acknowledge")
        self._pump.run()

    def _turned(self) -> int:
        """When the link came up or went down, monotonic ns."""
        up = self._link.state is LinkState.UP
        if up is not self._was_up:
            self._was_up, self._since_ns = up, self._desk.ports.clock.monotonic_ns()
        return self._since_ns

    def _show(self) -> None:
        counts = self._pump.tally.counts
        away = self._link.state is LinkState.UP and self._pump.backend_away
        due_at = self._link.next_attempt()
        status = Status(
            link=shown_link(self._link.state, self._link.trouble),
            pending=counts.waiting - counts.bulk,
            last_contact_ms=self._pump.last_contact_ms,
            last_error="backend_away" if away else self._link.trouble.value,
            bulk_pending=counts.bulk,
            oldest_ms=counts.oldest_ms,
            storage=self._desk.ports.storage(),
            stuck=self._pump.stuck,
            dead=counts.dead,
            since_ns=self._turned(),
            next_ns=None if due_at is None else int(due_at * 1e9),
            tries=self._link.tries,
            pauses=self._pump.pauses(),
            held_topics=self._pump.allowance.held_topics(),
        )
        if status == self._shown:
            return
        now = self._desk.now()
        # Counts are asked for no more often than they may be shown.
        at_once = replace(status, last_contact_ms=self._shown.last_contact_ms) != self._shown
        due = self._shown_at + self._desk.tunables.status_interval_s
        if at_once or now >= due:
            self._shown, self._shown_at = status, now
            self._report(status)
        else:
            self._timers.set("status", due)
