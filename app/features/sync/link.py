"""The link's life: wait, connect, subscribe, announce, stay up, end (specification section 9)."""

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import TypeVar

from app.core.message import Dispatch
from app.features.sync.domain.backoff import Backoff
from app.features.sync.domain.events import Connected, ConnectRequest, Ended, Refused, Subscribed
from app.features.sync.domain.reasons import (
    FIRST_ERROR,
    NO_RETAIN,
    Trouble,
    connack_trouble,
    disconnect_trouble,
)
from app.features.sync.domain.state import LinkState, Resync, birth, will
from app.features.sync.domain.timers import Timers
from app.features.sync.ports import Desk
from app.features.sync.pump import Pump

_LOG = logging.getLogger(__name__)
T = TypeVar("T")
_TOPIC = "up/state"
_KIND, _PURPOSE, _RECIPIENT = "state", "P1", "manufacturer"


class Link:
    """State machine of the connection; every method runs on the core's thread."""

    def __init__(self, desk: Desk, pump: Pump, timers: Timers) -> None:
        self.state = LinkState.OFF
        self.trouble = Trouble.NONE
        self.attempt = 0
        self.tries = 0
        self._desk = desk
        self._pump = pump
        self._timers = timers
        self._backoff = Backoff(desk.tunables, desk.ports.random.uniform)
        self._retain = True
        self._verdict = Trouble.NONE
        self._connected_at: float | None = None
        self._told_lost = False
        self._resync = False
        self._force_resync = desk.identity.new_store
        self._held = False
        self._secured_refusals = 0

    def start(self) -> None:
        """Begin to look for the broker."""
        if not self._held:
            self.state = LinkState.WAITING
            self._wait(self._backoff.delay(urgent=self._pump.tally.urgent()))

    def hold(self, held: bool) -> None:
        """There is no network (True), or there is one again: then try soon."""
        if held is self._held:
            return
        self._held = held
        self.trouble = Trouble.NO_NETWORK if held else Trouble.NONE
        if held and self.state not in {LinkState.OFF, LinkState.CLOSING}:
            self._desk.ports.transport.shut()
            self._over(Trouble.NO_NETWORK, "no network")
        elif not held and self.state is LinkState.OFF:
            self.state = LinkState.WAITING
            self.network_up()

    def network_up(self) -> None:
        """The system says that there is a network: an attempt within a second."""
        if self.state is LinkState.WAITING and not self.trouble.patient:
            top = self._desk.tunables.network_delay_s
            self._wait(self._desk.ports.random.uniform(0.0, top))

    def ask(self) -> None:
        """A person wants an attempt now; who asked us to wait is not pressed."""
        if self.state is LinkState.UP:
            self._pump.hurry()
        elif self.state is LinkState.WAITING and not self.trouble.asked_to_wait:
            self._wait(0.0)

    def next_attempt(self) -> float | None:
        """Monotonic seconds of the next attempt, None when none is planned."""
        return self._timers.at("attempt") if self.state is LinkState.WAITING else None

    def look_again(self) -> None:
        """Our certificate is another one: what was refused may be taken now."""
        if self.state is LinkState.WAITING and self.trouble.lasting:
            self.trouble = Trouble.NONE
            self._wait(0.0)

    def not_written(self, reason: str) -> None:
        """What arrived could not be stored: the broker shall bring it again, and all open ones."""
        self._force_resync = True
        self.fail(reason, Trouble.STORAGE)

    def act(self) -> None:
        """A driver's act was written: do not let it wait for a long back-off."""
        if self.state is LinkState.WAITING and not self.trouble.patient:
            at = self._backoff.pulled_forward(self._desk.now())
            due = self._timers.at("attempt")
            if at is not None and due is not None and at < due:
                self._timers.set("attempt", at)

    def report(self) -> None:
        """Announce ourselves once more, with what is settled by now."""
        inbox = self._desk.ports.inbox
        if self.state is LinkState.UP and inbox is not None:
            self._resync = False
            self._same_attempt(inbox.marks(), lambda marks: self._birth(marks, lambda: None))

    def stop(self) -> None:
        """End cleanly: say offline, DISCONNECT; `state` becomes OFF within the closing time."""
        state, self.state = self.state, LinkState.CLOSING
        self._timers.cancel("attempt", "connecting", "subscribing", "ended")
        if state in {LinkState.OFF, LinkState.WAITING}:
            self.state = LinkState.OFF
            return
        self._timers.set("closing", self._desk.now() + self._desk.tunables.closing_timeout_s)
        if state is LinkState.UP:
            payload = will(self._desk.identity.session(self.attempt))
            self._announce(payload, self._desk.new_id(), self._desk.ports.transport.disconnect)
        else:
            self._desk.ports.transport.shut()

    def fail(self, reason: str, trouble: Trouble = Trouble.NO_NETWORK) -> None:
        """Give this connection up; it counts as over when the transport says so, or soon after."""
        self._verdict = trouble
        self._timers.cancel("connecting", "subscribing")
        self._timers.set("ended", self._desk.now() + self._desk.tunables.ended_timeout_s)
        _LOG.debug("closing the connection: %s", reason)
        self._desk.ports.transport.shut()

    def on_timer(self, name: str) -> None:
        """One of the link's deadlines passed."""
        if name == "attempt":
            self._connect()
        elif name in {"connecting", "subscribing"}:
            self.fail(f"{name} took too long")
        elif name == "ended":
            self._over(Trouble.NO_NETWORK, "no answer")
        elif name == "closing":
            self._desk.ports.transport.shut()
            self._over(Trouble.NO_NETWORK, "closed")

    def on_connected(self, event: Connected) -> None:
        """CONNACK 0: subscribe, whatever the broker remembers of us."""
        if self.state is not LinkState.CONNECTING:
            return
        self._backoff.answered()
        now = self._desk.now()
        self.state = LinkState.SUBSCRIBING
        self._connected_at = now
        self._secured_refusals = 0
        self._resync = self._force_resync or not event.session_present
        self._timers.cancel("connecting")
        self._timers.set("subscribing", now + self._desk.tunables.subscribe_timeout_s)
        self._pump.open(event)
        self._desk.ports.transport.subscribe(self._desk.identity.whole("down/#"))

    def on_refused(self, event: Refused) -> None:
        """CONNACK with an error."""
        self._backoff.answered()
        self._secured_refusals = 0
        if event.code == NO_RETAIN:
            self._retain = False
        self.fail(event.reason, connack_trouble(event.code))

    def on_subscribed(self, event: Subscribed) -> None:
        """SUBACK: announce ourselves, then send what waits."""
        if self.state is not LinkState.SUBSCRIBING:
            return
        self._timers.cancel("subscribing")
        if event.code >= FIRST_ERROR:
            self.fail("subscription refused", Trouble.REJECTED)
            return
        self._timers.set("subscribing", self._desk.now() + self._desk.tunables.subscribe_timeout_s)
        inbox = self._desk.ports.inbox
        if inbox is None:
            self._born({})
        else:
            self._same_attempt(inbox.marks(), self._born)

    def on_ended(self, event: Ended) -> None:
        """The connection is over."""
        self._over(self._trouble_of(event), event.reason)

    def _trouble_of(self, event: Ended) -> Trouble:
        if event.untrusted:
            return Trouble.SERVER_UNTRUSTED
        if event.code is None and event.secured and self._connected_at is None:
            # With TLS 1.3 a client certificate that the server refuses looks like a broken link.
            self._secured_refusals += not self._verdict
            if self._secured_refusals >= self._desk.tunables.secured_refusals:
                return Trouble.REJECTED
        return disconnect_trouble(event.code)

    def _born(self, marks: Mapping[str, int]) -> None:
        self._birth(marks, self._up)

    def _birth(self, marks: Mapping[str, int], then: Callable[[], None]) -> None:
        message_id = self._desk.new_id()
        session = self._desk.identity.session(self.attempt)
        resync = Resync(self._resync, marks)
        limit = self._desk.tunables.state_bytes_max
        payload = birth(self._desk.identity, message_id, session, resync, limit)
        self._announce(payload, message_id, then)

    def _connect(self) -> None:
        self.tries += 1
        unusable = self._desk.ports.identity_trouble()
        if unusable:
            self.state = LinkState.WAITING
            self._verdict = Trouble(unusable)
            self._connected_at = None
            self._over(Trouble.NO_NETWORK, unusable)
            return
        self.attempt += 1
        now = self._desk.now()
        self._backoff.begin(now)
        self._verdict = Trouble.NONE
        self._connected_at = None
        self.state = LinkState.CONNECTING
        self._timers.set("connecting", now + self._desk.tunables.connecting_s)
        payload = will(self._desk.identity.session(self.attempt))
        topic = self._desk.identity.whole(_TOPIC)
        request = ConnectRequest(self.attempt, topic, payload, self._retain)
        self._recorded(payload, lambda: self._desk.ports.transport.connect(request))

    def _up(self) -> None:
        self._timers.cancel("subscribing")
        self.state = LinkState.UP
        self.trouble = Trouble.NONE
        self._force_resync = False
        if self._told_lost:
            _LOG.warning("link to the backend is up again")
        self._told_lost = False
        self._desk.ports.hooks.link(True, "")
        self._pump.up()

    def _announce(self, payload: bytes, message_id: str, then: Callable[[], None]) -> None:
        message = Dispatch(
            id=message_id,
            topic=self._desk.identity.whole(_TOPIC),
            payload=payload,
            type=_KIND,
            purpose=_PURPOSE,
            recipient=_RECIPIENT,
            prio=0,
            generation=self._desk.ports.generation(_PURPOSE, _RECIPIENT),
            expiry_s=self._desk.tunables.state_expiry_s,
            retain=self._retain,
        )

        def publish() -> None:
            if self._pump.publish_state(message):
                then()
            else:
                self.fail("state not published")

        self._recorded(payload, publish)

    def _recorded(self, payload: bytes, then: Callable[[], None]) -> None:
        """Go on with *then* once the ledger has the entry, if this is still the same attempt."""
        topic = self._desk.identity.whole(_TOPIC)
        record = self._desk.ports.outbox.record_direct
        self._same_attempt(record(topic, _KIND, _PURPOSE, _RECIPIENT, payload), lambda _: then())

    def _same_attempt(self, future: Future[T], then: Callable[[T], None]) -> None:
        attempt, state = self.attempt, self.state

        def handle(done: Future[T]) -> None:
            if (self.attempt, self.state) != (attempt, state):
                return
            error = done.exception()
            if error is None:
                then(done.result())
            else:
                _LOG.error("the store does not answer, so nothing is sent: %s", error)
                self.fail("storage", Trouble.STORAGE)

        self._desk.then(future, handle)

    def _over(self, trouble: Trouble, reason: str) -> None:
        self._timers.cancel("connecting", "subscribing", "ended", "closing")
        was_up = self.state is LinkState.UP
        trouble = self._verdict or trouble
        if trouble is Trouble.PACKET_TOO_LARGE:
            self._pump.too_large()
        self._pump.down()
        if self.state is LinkState.CLOSING or self._held:
            self.state = LinkState.OFF
            self._timers.cancel("attempt")
        else:
            self._again(trouble, reason)
        if was_up:
            self._desk.ports.hooks.link(False, trouble.value or reason)

    def _again(self, trouble: Trouble, reason: str) -> None:
        now = self._desk.now()
        self._backoff.ended(0.0 if self._connected_at is None else now - self._connected_at)
        self.trouble = trouble
        self.state = LinkState.WAITING
        delay = self._delay()
        if not self._told_lost:
            _LOG.warning("no link to the backend: %s; trying again in %.1f s", reason, delay)
        self._told_lost = True
        self._wait(delay)

    def _delay(self) -> float:
        if self.trouble is Trouble.BUSY:
            delay = self._backoff.overload()
            pause = delay + self._desk.tunables.bulk_pause_overload_s
            self._pump.allowance.pause_bulk(self._desk.now() + pause)
            return delay
        if self.trouble.lasting:
            return self._desk.tunables.rejected_s
        if self.trouble is Trouble.SAME_IDENTITY:
            return self._backoff.takeover()
        return self._backoff.delay(urgent=self._pump.tally.urgent())

    def _wait(self, delay: float) -> None:
        self._timers.set("attempt", self._backoff.earliest(self._desk.now() + delay))
