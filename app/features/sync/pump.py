"""The pump: permitted rows out, acknowledgements and receipts in (specification section 6)."""

import logging
from collections import Counter, deque
from collections.abc import Sequence
from concurrent.futures import Future

from app.core.message import Dispatch
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.events import Arrived, Discarded, Published
from app.features.sync.domain.receipt import BadReceipt, Receipt, parse_receipt
from app.features.sync.domain.resend import ResendSchedule
from app.features.sync.domain.state import FIRST_ERROR, NO_SUBSCRIBERS, NOT_AUTHORISED, is_poison
from app.features.sync.domain.timers import Timers
from app.features.sync.domain.window import Unacknowledged, Window
from app.features.sync.ports import Desk

_LOG = logging.getLogger(__name__)


class Pump:
    """Sends what is due while the link is up; every method runs on the core's thread.

    `counted` counts what was set aside or odd, by reason; `pending` is the number of rows without
    a receipt; `last_contact_ms` the wall time at which the other side last answered.
    """

    def __init__(self, desk: Desk, timers: Timers) -> None:
        self.counted: Counter[str] = Counter()
        self.pending = 0
        self.last_contact_ms = 0
        self._desk = desk
        self._timers = timers
        self._window = Window(desk.tunables)
        self._resend = ResendSchedule(desk.tunables, desk.ports.random.uniform)
        self._up = False
        self._epoch = 0
        self._wanted = True
        self._dispatching = False
        self._counting = False
        self._count_again = False
        self._acks: deque[tuple[int, Future[int] | None]] = deque()
        self._urgent_until: float | None = None
        self._paused_until = 0.0

    def urgent(self) -> bool:
        """Whether a driver's act of the last two minutes may still wait."""
        return self._urgent_until is not None and self._desk.now() < self._urgent_until

    def nudge(self, *, urgent: bool) -> None:
        """A row was written, or a permission changed."""
        if urgent:
            self._urgent_until = self._desk.now() + self._desk.tunables.urgent_for_s
        self._wanted = True
        self.count()
        self.run()

    def open(self, limit: int) -> None:
        """A connection stands; *limit* publishes may be unacknowledged."""
        self._window = Window(self._desk.tunables, limit)
        self.contact()

    def up(self) -> None:
        """The link is announced: everything without a receipt is due."""
        self._up = True
        self._wanted = True
        self.run()

    def down(self) -> None:
        """The connection is over: what was on its way is due again."""
        self._up = False
        self._epoch += 1
        self._window = Window(self._desk.tunables)
        self._acks.clear()
        waiting = self._resend.clear()
        if waiting:
            self._desk.ports.outbox.release(waiting)

    def publish_state(self, message: Dispatch) -> bool:
        """Birth or offline: uses a reserved slot, has no receipt."""
        return self._publish(message, reserved=True)

    def carries(self, purpose: str, recipient: str) -> bool:
        """Whether something for them left and is not acknowledged."""
        return self._window.carries(purpose, recipient)

    def dead_at(self) -> float | None:
        """When the connection counts as dead unless the broker answers."""
        return self._window.dead_at(urgent=self.urgent())

    def next_due(self) -> float | None:
        """When `run` has something to repeat."""
        return self._resend.next_due() if self._up and not self._dispatching else None

    def run(self) -> None:
        """Send what may be sent now; one dispatch at a time."""
        if not self._up or self._dispatching:
            return
        now = self._desk.now()
        repeat = self._resend.take_due(now)
        if repeat:
            self._desk.ports.outbox.release(repeat)
            self._wanted = True
        if not self._wanted or not self._has_room():
            return
        if now < self._paused_until and not self.urgent():
            self._timers.set("pump", self._paused_until)
            return
        room, epoch = self._window.room(), self._epoch
        future = self._desk.ports.outbox.dispatch(room)
        self._wanted = False
        self._dispatching = True
        self._desk.then(future, lambda done: self._dispatched(done, room, epoch))

    def count(self) -> None:
        """Ask how much waits; one question at a time."""
        if self._counting:
            self._count_again = True
            return
        future = self._desk.ports.outbox.counts()
        self._counting = True
        self._desk.then(future, self._on_counts)

    def contact(self) -> None:
        """The other side answered."""
        self.last_contact_ms = self._desk.wall_ms()

    def on_published(self, event: Published) -> None:
        """PUBACK: room and a sign of life, nothing more."""
        self.contact()
        message = self._desk.ports.transport.claim(event.mid)
        if message is None:
            return
        self._window.open.pop(message, None)
        self._resend.resume(message, self._desk.now())
        if event.code == NO_SUBSCRIBERS:
            self.counted["backend_away"] += 1
        elif event.code >= FIRST_ERROR:
            self._refused(message, event.code)
        self.run()

    def on_arrived(self, event: Arrived) -> None:
        """A downlink message: only receipts are known; anything else is set aside."""
        self.contact()
        settling: Future[int] | None = None
        if event.topic != self._desk.identity.whole("down/receipt"):
            self.counted["unknown_topic"] += 1
        elif event.retain:
            self.counted["retained"] += 1
        else:
            try:
                receipt = parse_receipt(event.payload, self._desk.tunables)
            except BadReceipt as reason:
                self.counted[f"receipt_{reason}"] += 1
            else:
                settling = self._receipt(receipt)
        self._acks.append((event.mid, settling))
        self._acknowledge()

    def on_discarded(self, event: Discarded) -> None:
        """A message the transport did not read; acknowledged in its turn."""
        self.counted["discarded"] += 1
        self._acks.append((event.mid, None))
        self._acknowledge()

    def _has_room(self) -> bool:
        room = self._window.room()
        if self.urgent() or not self._window.open:
            return room >= 1
        return room >= max(1, self._window.limit // 2)

    def _dispatched(self, done: Future[list[Dispatch]], room: int, epoch: int) -> None:
        self._dispatching = False
        error = done.exception()
        if error is not None:
            self.counted["dispatch_failed"] += 1
            _LOG.error("outbox could not be read: %s", error)
            self._wanted = True
            self._timers.set("pump", self._desk.now() + self._desk.tunables.resend_first_s)
            return
        messages = done.result()
        if epoch != self._epoch:
            self._desk.ports.outbox.release([message.id for message in messages])
            self._wanted = True
        else:
            self._wanted |= len(messages) >= room
            self.count()
            self._send(messages)
        self.run()

    def _send(self, messages: Sequence[Dispatch]) -> None:
        """Publish in order; what does not leave is released and judged anew after the interval."""
        for message in messages:
            self._resend.sent(message.id, self._desk.now())
        for message in messages:
            if self._publish(message):
                self._resend.suspend(message.id)
            else:
                self.counted["not_published"] += 1

    def _publish(self, message: Dispatch, *, reserved: bool = False) -> bool:
        self._window.open[message.id] = Unacknowledged(
            self._desk.now(), len(message.payload), message.purpose, message.recipient, reserved
        )
        left = False
        try:
            left = self._desk.ports.publish(message)
        finally:
            if not left:
                del self._window.open[message.id]
        return left

    def _refused(self, message: str, code: int) -> None:
        self.counted[f"puback_{code:#x}"] += 1
        if is_poison(code):
            self._resend.forget(message)
            _LOG.warning("the broker will never take message %s (%#x); set aside", message, code)
        elif code == NOT_AUTHORISED:
            self._resend.hold(message, self._desk.now() + self._desk.tunables.topic_hold_s)
            _LOG.warning("the broker does not authorise message %s; held", message)

    def _receipt(self, receipt: Receipt) -> Future[int]:
        now = self._desk.now()
        for message, code in receipt.rejected:
            self.counted["rejected"] += 1
            self._resend.forget(message)
            _LOG.warning("the backend refused message %s: %s", message, code)
        self._resend.settled(receipt.ids, now)
        self._paused_until = now + receipt.retry_after_s
        future = self._desk.ports.outbox.settle(receipt.ids)
        self._desk.then(future, lambda done: self._settled(done, receipt.ids))
        return future

    def _settled(self, done: Future[int], ids: Sequence[str]) -> None:
        # A receipt that could not be stored is acknowledged all the same: the rows are sent again
        # and the backend, which knows them, answers again.
        error = done.exception()
        if error is None:
            if done.result() < len(ids):
                self.counted["receipt_unknown_id"] += len(ids) - done.result()
        else:
            self.counted["settle_failed"] += 1
            _LOG.error("receipt could not be stored: %s", error)
        self._acknowledge()
        self.count()
        self.run()

    def _acknowledge(self) -> None:
        """Acknowledge in order of arrival, each once it is dealt with."""
        while self._acks and (self._acks[0][1] is None or self._acks[0][1].done()):
            mid, _ = self._acks.popleft()
            self._desk.ports.transport.acknowledge(mid)

    def _on_counts(self, done: Future[OutboxCounts]) -> None:
        self._counting = False
        again, self._count_again = self._count_again, False
        if done.exception() is None:
            self.pending = done.result().waiting
            if self.pending == 0 and not again:
                self._urgent_until = None
        if again:
            self.count()
