"""The link's life: wait, connect, subscribe, announce, stay up, end (specification section 9)."""

import logging
from collections.abc import Callable
from concurrent.futures import Future

from app.core.message import Dispatch
from app.features.sync.domain.backoff import Backoff
from app.features.sync.domain.events import Connected, ConnectRequest, Ended, Refused, Subscribed
from app.features.sync.domain.state import (
    FIRST_ERROR,
    NO_RETAIN,
    LinkState,
    Trouble,
    birth,
    trouble_of,
    will,
)
from app.features.sync.domain.timers import Timers
from app.features.sync.domain.window import window_size
from app.features.sync.ports import Desk
from app.features.sync.pump import Pump

_LOG = logging.getLogger(__name__)
_TOPIC = "up/state"
_KIND, _PURPOSE, _RECIPIENT = "state", "P1", "manufacturer"
_PATIENT = frozenset({Trouble.BUSY, Trouble.REJECTED, Trouble.SAME_IDENTITY})


class Link:
    """State machine of the connection; every method runs on the core's thread."""

    def __init__(self, desk: Desk, pump: Pump, timers: Timers) -> None:
        self.state = LinkState.OFF
        self.trouble = Trouble.NONE
        self.attempt = 0
        self._desk = desk
        self._pump = pump
        self._timers = timers
        self._backoff = Backoff(desk.tunables, desk.ports.random.uniform)
        self._retain = True
        self._verdict = Trouble.NONE
        self._connected_at: float | None = None
        self._told_lost = False
        self._resync = False

    def start(self) -> None:
        """Begin to look for the broker."""
        self.state = LinkState.WAITING
        self._wait(self._backoff.delay(urgent=self._pump.urgent()))

    def act(self) -> None:
        """A driver's act was written: do not let it wait for a long back-off."""
        if self.state is LinkState.WAITING and self.trouble not in _PATIENT:
            at = self._backoff.pulled_forward(self._desk.now())
            due = self._timers.at("attempt")
            if at is not None and due is not None and at < due:
                self._timers.set("attempt", at)

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
            self._over(None, "no answer")
        elif name == "closing":
            self._desk.ports.transport.shut()
            self._over(None, "closed")

    def on_connected(self, event: Connected) -> None:
        """CONNACK 0: subscribe, whatever the broker remembers of us."""
        if self.state is not LinkState.CONNECTING:
            return
        self._backoff.answered()
        now = self._desk.now()
        self.state = LinkState.SUBSCRIBING
        self._connected_at = now
        self._resync = not event.session_present
        self._timers.cancel("connecting")
        self._timers.set("subscribing", now + self._desk.tunables.subscribe_timeout_s)
        self._pump.open(window_size(self._desk.tunables, event.receive_maximum))
        self._desk.ports.transport.subscribe(self._desk.identity.whole("down/#"))

    def on_refused(self, event: Refused) -> None:
        """CONNACK with an error."""
        self._backoff.answered()
        if event.code == NO_RETAIN:
            self._retain = False
        self.fail(event.reason, trouble_of(event.code))

    def on_subscribed(self, event: Subscribed) -> None:
        """SUBACK: announce ourselves, then send what waits."""
        if self.state is not LinkState.SUBSCRIBING:
            return
        self._timers.cancel("subscribing")
        if event.code >= FIRST_ERROR:
            self.fail("subscription refused", Trouble.REJECTED)
            return
        message_id = self._desk.new_id()
        session = self._desk.identity.session(self.attempt)
        payload = birth(self._desk.identity, message_id, session, resync=self._resync)
        self._timers.set("subscribing", self._desk.now() + self._desk.tunables.subscribe_timeout_s)
        self._announce(payload, message_id, self._up)

    def on_ended(self, event: Ended) -> None:
        """The connection is over."""
        self._over(event.code, event.reason)

    def _connect(self) -> None:
        self.attempt += 1
        now = self._desk.now()
        self._backoff.begin(now)
        self._verdict = Trouble.NONE
        self._connected_at = None
        self.state = LinkState.CONNECTING
        self._timers.set("connecting", now + 2 * self._desk.tunables.connect_timeout_s)
        payload = will(self._desk.identity.session(self.attempt))
        topic = self._desk.identity.whole(_TOPIC)
        request = ConnectRequest(self.attempt, topic, payload, self._retain)
        self._recorded(payload, lambda: self._desk.ports.transport.connect(request))

    def _up(self) -> None:
        self._timers.cancel("subscribing")
        self.state = LinkState.UP
        self.trouble = Trouble.NONE
        if self._told_lost:
            _LOG.warning("link to the backend is up again")
        self._told_lost = False
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
        attempt, state = self.attempt, self.state

        def handle(done: Future[None]) -> None:
            if (self.attempt, self.state) != (attempt, state):
                return
            error = done.exception()
            if error is None:
                then()
            else:
                _LOG.error("no ledger entry, so nothing is sent: %s", error)
                self.fail("ledger", Trouble.STORAGE)

        topic = self._desk.identity.whole(_TOPIC)
        record = self._desk.ports.outbox.record_direct
        self._desk.then(record(topic, _KIND, _PURPOSE, _RECIPIENT, payload), handle)

    def _over(self, code: int | None, reason: str) -> None:
        self._timers.cancel("connecting", "subscribing", "ended", "closing")
        self._pump.down()
        if self.state is LinkState.CLOSING:
            self.state = LinkState.OFF
            return
        now = self._desk.now()
        up_for = 0.0 if self._connected_at is None else now - self._connected_at
        self._backoff.ended(up_for)
        self.trouble = self._verdict or trouble_of(code)
        self.state = LinkState.WAITING
        delay = self._delay()
        if not self._told_lost:
            _LOG.warning("no link to the backend: %s; trying again in %.1f s", reason, delay)
        self._told_lost = True
        self._wait(delay)

    def _delay(self) -> float:
        if self.trouble is Trouble.BUSY:
            return self._backoff.overload()
        if self.trouble is Trouble.REJECTED:
            return self._desk.tunables.rejected_s
        if self.trouble is Trouble.SAME_IDENTITY:
            return self._backoff.takeover()
        return self._backoff.delay(urgent=self._pump.urgent())

    def _wait(self, delay: float) -> None:
        self._timers.set("attempt", self._backoff.earliest(self._desk.now() + delay))
