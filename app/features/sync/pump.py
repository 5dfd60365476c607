"""The pump: permitted rows out, the broker's acknowledgements in (specification section 6)."""

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future

from app.core.message import Dispatch
from app.features.sync.domain.allowance import Allowance
from app.features.sync.domain.events import Connected, Published
from app.features.sync.domain.reasons import PubackSays, puback_says
from app.features.sync.domain.resend import ResendSchedule
from app.features.sync.domain.state import Pause
from app.features.sync.domain.timers import Timers
from app.features.sync.domain.window import Unacknowledged, Window, window_size
from app.features.sync.flight import Flight
from app.features.sync.ports import Desk
from app.features.sync.tally import Tally

_LOG = logging.getLogger(__name__)


class Pump:
    """Sends what is due while the link is up; every method runs on the core's thread.

    `counted` counts what was set aside or odd, by reason; `published` and `resent` count publishes
    of rows and bundles; `backend_away`: the broker takes our
    messages, but nobody confirms them; `last_contact_ms`: when the other side last answered.
    """

    def __init__(self, desk: Desk, timers: Timers) -> None:
        self.counted: Counter[str] = Counter()
        self.published = 0
        self.resent = 0
        self.last_contact_ms = 0
        self.backend_away = False
        self.tally = Tally(desk, timers)
        self.allowance = Allowance(desk.tunables, desk.ports.broker, desk.ports.caps)
        self._desk = desk
        self._timers = timers
        self._window = Window(desk.tunables)
        self._resend = ResendSchedule(desk.tunables, desk.ports.random.uniform)
        self._flight = Flight()
        self._direct: deque[Dispatch] = deque()
        self._up = False
        self._epoch = 0
        self._wanted = True
        self._wanted_bulk = True
        self._dispatching = False
        self._throttled = False
        self._retry_at = float("-inf")
        self._waits_since_receipt = 0

    @property
    def stuck(self) -> int:
        """Rows repeated in vain while others were confirmed."""
        return self._resend.stuck

    def nudge(self, *, urgent: bool) -> None:
        """A row was written, or a permission changed."""
        self.tally.nudge(urgent=urgent)
        self._wanted = self._wanted_bulk = True
        self.run()

    def hurry(self) -> None:
        """A person does not want to wait for the next repetition."""
        self._resend.hurry(self._desk.now())
        self._wanted = self._wanted_bulk = True
        self.run()

    def pauses(self) -> frozenset[Pause]:
        """Why some of what waits may not leave now; a timer wakes the core when that may change."""
        now = self._desk.now()
        later = self.allowance.next_at(now)
        if later is not None:
            self._timers.set("pause", later)
        return self.allowance.pauses(now, len(self._resend))

    def open(self, event: Connected) -> None:
        """A connection stands, with the limits of its CONNACK."""
        self._window = Window(
            self._desk.tunables, window_size(self._desk.tunables, event.receive_maximum)
        )
        self.allowance.connected(event.packet_max)
        self.contact()

    def up(self) -> None:
        """The link is announced: everything without a receipt is due."""
        self._up = True
        self._wanted = self._wanted_bulk = True
        self.run()

    def down(self) -> None:
        """The connection is over: what was on its way is due again."""
        self._up = False
        self._epoch += 1
        self._window = Window(self._desk.tunables)
        self._direct.clear()
        self._flight.clear()
        waiting = self._resend.clear()
        if waiting:
            self._desk.ports.outbox.release(waiting)

    def too_large(self) -> None:
        """The broker closed the link over a packet's size; called before `down`."""
        under_way = [id_ for id_, each in self._window.open.items() if not each.reserved]
        if self.allowance.single_file and len(under_way) == 1:
            self._set_aside(under_way, "packet_too_large")
        self.allowance.halve()

    def publish_state(self, message: Dispatch) -> bool:
        """Birth or offline: uses a reserved slot, has no receipt."""
        return self._publish(message, reserved=True)

    def publish_result(self, message: Dispatch) -> None:
        """A command result, already in the ledger: leaves as soon as a reserved slot is free."""
        if len(self._direct) >= self._desk.tunables.cmdack_queue_max:
            self.counted["cmdack_dropped"] += 1
            return
        self._direct.append(message)
        self._send_direct()

    def carries(self, purpose: str, recipient: str) -> bool:
        """Whether something for them left and is not acknowledged."""
        return self._window.carries(purpose, recipient)

    def dead_at(self) -> float | None:
        """When the connection counts as dead unless the broker answers."""
        return self._window.dead_at(urgent=self.tally.urgent())

    def next_due(self) -> float | None:
        """When `run` has something to repeat."""
        return self._resend.next_due() if self._up and not self._dispatching else None

    def run(self) -> None:
        """Send what may be sent now; one dispatch at a time."""
        now = self._desk.now()
        if not self._up or self._dispatching or now < self._retry_at:
            return
        repeat = self._resend.take_due(now)
        if repeat:
            self._repeat(repeat)
        self._watch_bounds(now)
        if not self._wanted and not self._wanted_bulk:
            return
        bulk = self._wanted_bulk and self._desk.ports.storage() == "ok"
        offer = self.allowance.offer(now, self._window, len(self._resend), bulk=bulk)
        later = self.allowance.next_at(now)
        if later is not None:
            self._timers.set("pump", later)
        if offer is None or (not self._wanted and not offer.terms.bulk_room):
            return
        room, bulk_room, epoch = offer.room, offer.terms.bulk_room, self._epoch
        future = self._desk.ports.outbox.dispatch(room, offer.terms)
        self._wanted = False
        self._wanted_bulk = self._wanted_bulk and not bulk_room
        self._dispatching = True
        self._desk.then(future, lambda done: self._dispatched(done, (room, bulk_room), epoch))

    def contact(self) -> None:
        """The other side answered."""
        self.last_contact_ms = self._desk.wall_ms()

    def on_published(self, event: Published) -> None:
        """PUBACK: room and a sign of life, nothing more."""
        self.contact()
        message = self._desk.ports.transport.claim(event.mid)
        if message is None:
            return
        now = self._desk.now()
        publish = self._window.remove(message)
        if publish is not None:
            self.allowance.throughput.acknowledged(publish.size, now, idle=not self._window.open)
            self._resend.resume(message, now)
            self._judge(message, publish, event.code)
        self._send_direct()
        self.run()

    def confirmed(self, ids: Sequence[str]) -> None:
        """The backend named these rows or bundles."""
        self.backend_away = False
        self._waits_since_receipt = 0
        self._resend.settled(self._flight.landed(ids), self._desk.now())

    def known(self, ids: Iterable[str]) -> bool:
        """Whether one of these was published on this link and waited for its receipt."""
        return any(self._flight.carrier(id_) in self._resend for id_ in ids)

    def refused(self, id_: str) -> None:
        """The backend will never take *id_*."""
        for message in self._flight.landed([id_]):
            self._resend.forget(message)

    def when_settled(self, future: Future[int], then: Callable[[Future[int]], object]) -> None:
        """Go on sending once a settlement is written."""

        def handle(done: Future[int]) -> None:
            then(done)
            self.tally.count()
            self.run()

        self._desk.then(future, handle)

    def _watch_bounds(self, now: float) -> None:
        throttled = self.allowance.throttled(now, len(self._resend))
        if self.allowance.freed(now) or (self._throttled and not throttled):
            self._wanted = self._wanted_bulk = True
        self._throttled = throttled

    def _repeat(self, messages: Sequence[str]) -> None:
        self._desk.ports.outbox.release(messages)
        self._wanted = self._wanted_bulk = True
        self._waits_since_receipt += 1
        if self._waits_since_receipt > 1:
            self.backend_away = True

    def _dispatched(self, done: Future[list[Dispatch]], rooms: tuple[int, int], epoch: int) -> None:
        self._dispatching = False
        error = done.exception()
        if error is not None:
            self.counted["dispatch_failed"] += 1
            _LOG.error("outbox could not be read: %s", error)
            self._wanted = self._wanted_bulk = True
            self._retry_at = self._desk.now() + self._desk.tunables.resend_first_s
            self._timers.set("dispatch", self._retry_at)
            return
        messages = done.result()
        if epoch != self._epoch:
            self._desk.ports.outbox.release([message.id for message in messages])
            self._wanted = self._wanted_bulk = True
        else:
            bulk = sum(each.prio >= self._desk.tunables.bulk_prio for each in messages)
            self._wanted |= len(messages) >= rooms[0]
            self._wanted_bulk |= rooms[1] > 0 and bulk > 0
            if messages:
                self.tally.count()
                self._send(messages)
        self.run()

    def _send(self, messages: Sequence[Dispatch]) -> None:
        """Publish in order; what does not leave is released and judged anew after the interval."""
        now = self._desk.now()
        self.allowance.throughput.busy(now)
        for message in messages:
            self._flight.took_off(message)
            self._resend.sent(message.id, now, message.attempt)
        for message in messages:
            if self._publish(message):
                self._resend.suspend(message.id)
                self.published += 1
                self.resent += message.attempt > 1
            else:
                self.counted["not_published"] += 1
        self.allowance.spend((len(message.payload) for message in messages), now)

    def _send_direct(self) -> None:
        while self._up and self._direct and self._window.spare():
            message = self._direct.popleft()
            if not self._publish(message, reserved=True):
                self.counted["not_published"] += 1

    def _publish(self, message: Dispatch, *, reserved: bool = False) -> bool:
        under_way = Unacknowledged(
            *(self._desk.now(), len(message.payload), message.purpose, message.recipient),
            reserved=reserved,
            prio=message.prio,
            topic=message.topic.split("/", 2)[2],
        )
        self._window.add(message.id, under_way)
        left = False
        try:
            left = self._desk.ports.publish(message)
        finally:
            if not left:
                self._window.remove(message.id)
        return left

    def _judge(self, message: str, publish: Unacknowledged, code: int) -> None:
        says = puback_says(code)
        if says is PubackSays.TAKEN:
            return
        now, tunables = self._desk.now(), self._desk.tunables
        if says is PubackSays.BACKEND_AWAY:
            self.backend_away = True
            self.counted["backend_away"] += 1
            return
        self.counted[f"puback_{code:#x}"] += 1
        if publish.reserved:
            return
        if says is PubackSays.QUOTA:
            self.allowance.pause_bulk(now + tunables.bulk_pause_quota_s)
        elif says is PubackSays.TOPIC_HELD:
            if self.allowance.hold(publish.topic, now + tunables.topic_hold_s):
                _LOG.warning("the broker does not authorise %s; held for an hour", publish.topic)
            self._resend.forget(message)
            self._desk.ports.outbox.release([message])
            self._wanted = self._wanted_bulk = True
        elif says is PubackSays.POISON:
            self._set_aside([message], f"puback_{code:#x}")

    def _set_aside(self, messages: Sequence[str], code: str) -> None:
        rows = [row for message in messages for row in self._flight.rows(message)]
        for message in messages:
            self._resend.forget(message)
        _LOG.warning("the broker will never take %d messages (%s); set aside", len(rows), code)
        rejecting = self._desk.ports.outbox.reject(messages, code)
        self.when_settled(rejecting, lambda _done: self._desk.ports.hooks.rejected(rows, code))
