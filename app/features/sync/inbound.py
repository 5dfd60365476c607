"""What arrives: receipts, greeting, responses, commands; acknowledged in order of arrival."""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from app.core.strict_json import parse_object
from app.features.sync.commands import Commands
from app.features.sync.domain.bundle import ZLIB, TooLarge, inflate
from app.features.sync.domain.downlink import BadMessage
from app.features.sync.domain.events import Arrived, Discarded
from app.features.sync.domain.hello import parse_hello
from app.features.sync.domain.properties import JSON
from app.features.sync.domain.receipt import BadReceipt, Receipt, parse_receipt
from app.features.sync.domain.requests import OpenRequests
from app.features.sync.ports import Desk
from app.features.sync.pump import Pump

_LOG = logging.getLogger(__name__)
_Done = Future[int] | Future[bool] | None


class Inbound:
    """Deals with one message at a time; every method runs on the core's thread.

    *fail* gives up the connection because the store could not write what arrived.
    """

    def __init__(self, desk: Desk, pump: Pump, fail: Callable[[str], None]) -> None:
        self._desk = desk
        self._pump = pump
        self._commands = Commands(desk, pump, self._acknowledge, fail)
        self.requests = OpenRequests()
        self._acks: deque[tuple[int, _Done]] = deque()
        self._unsettled: list[str] = []
        self._next: Future[int] | None = None
        self._settling = False

    def down(self) -> None:
        """The connection is over: nothing of it can be acknowledged any more."""
        self._acks.clear()

    def on_arrived(self, event: Arrived) -> None:
        """A message: dealt with now, or acknowledged once what it causes is written."""
        self._pump.contact()
        done: _Done = None
        if self._desk.ports.transport.superseded(event.mid):
            self._count("superseded")
        else:
            done = self._handle(event)
        self._acks.append((event.mid, done))
        self._acknowledge()

    def on_discarded(self, event: Discarded) -> None:
        """A message the transport did not read; acknowledged in its turn."""
        self._count("discarded")
        self._acks.append((event.mid, None))
        self._acknowledge()

    def _handle(self, event: Arrived) -> _Done:
        topic = event.topic.removeprefix(self._desk.identity.whole("down/"))
        take = {
            "receipt": self._on_receipt,
            "hello": self._on_hello,
            "resp": self._on_response,
        }.get(topic)
        if take is None:
            content_type = ZLIB if event.deflated else JSON
            return self._commands.take(
                event.topic, event.payload, content_type, retain=event.retain
            )
        try:
            payload = inflate(event.payload, _PLAIN_MAX) if event.deflated else event.payload
        except TooLarge:
            self._count("too_large")
            return None
        return take(payload, retain=event.retain)

    def _on_receipt(self, payload: bytes, *, retain: bool) -> _Done:
        if retain:
            self._count("retained")
            return None
        try:
            receipt = parse_receipt(payload, self._desk.tunables)
        except BadReceipt as reason:
            self._count(f"receipt_{reason}")
            return None
        if receipt.time is not None and self._pump.known(receipt.ids):
            self._desk.ports.hooks.time(receipt.time)
        self._pause(receipt.retry_after_s)
        self._reject(receipt)
        self._pump.confirmed(receipt.ids)
        return self._settle(receipt.ids)

    def _on_hello(self, payload: bytes, *, retain: bool) -> None:
        try:
            hello = parse_hello(payload, self._desk.tunables.retry_after_max_s)
        except BadMessage as bad:
            self._count(f"hello_{bad}")
            return
        if not retain:
            self._pause(hello.retry_after_s)
        if hello.caps != self._pump.allowance.caps:
            self._pump.allowance.caps = hello.caps
            self._desk.ports.hooks.caps(hello.caps)

    def _on_response(self, payload: bytes, *, retain: bool) -> None:
        if retain:
            self._count("retained")
            return
        try:
            response = parse_object(payload)
        except ValueError:
            self._count("response_json")
            return
        if not isinstance(response.get("re"), str) or response.get("status") not in _STATUS:
            self._count("response_bad")
        else:
            in_time = self.requests.answered(response["re"])
            if not self._desk.ports.hooks.answered(response):
                self._count("response_unknown")
            elif not in_time:
                self._count("response_late")

    def _pause(self, seconds: float) -> None:
        if seconds > 0:
            self._pump.allowance.pause(self._desk.now() + seconds)

    def _reject(self, receipt: Receipt) -> None:
        by_code: dict[str, list[str]] = {}
        for id_, code in receipt.rejected:
            by_code.setdefault(code, []).append(id_)
            self._pump.refused(id_)
        for code, ids in by_code.items():
            self._count("rejected", len(ids))
            _LOG.warning("the backend refused %d messages: %s", len(ids), code)
            rejecting = self._desk.ports.outbox.reject(ids, code)
            self._pump.when_settled(rejecting, self._told(ids, code))

    def _told(self, ids: Sequence[str], code: str) -> Callable[[Future[int]], object]:
        return lambda _done: self._desk.ports.hooks.rejected(ids, code)

    def _settle(self, ids: Sequence[str]) -> Future[int]:
        """Receipts that come while one is being written are written together after it."""
        if self._next is None:
            self._next = Future()
        self._unsettled += ids
        future = self._next
        if not self._settling:
            self._settle_next()
        return future

    def _settle_next(self) -> None:
        future, ids = self._next, self._unsettled
        if future is None:
            return
        self._next, self._unsettled = None, []
        self._settling = True
        waiting: Future[int] = future

        def settled(done: Future[int]) -> None:
            self._settling = False
            self._settled(done, ids)
            waiting.set_result(0)
            self._acknowledge()
            self._settle_next()

        self._pump.when_settled(self._desk.ports.outbox.settle(ids), settled)

    def _settled(self, done: Future[int], ids: Sequence[str]) -> None:
        # A receipt that could not be stored is acknowledged all the same: the rows are sent again
        # and the backend, which knows them, answers again.
        error = done.exception()
        if error is not None:
            self._count("settle_failed")
            _LOG.error("receipt could not be stored: %s", error)
            return
        if done.result() < len(ids):
            self._count("receipt_unknown_id", len(ids) - done.result())
        self._desk.ports.hooks.confirmed(ids)

    def _acknowledge(self) -> None:
        """Acknowledge in order of arrival, each once it is dealt with."""
        while self._acks and (self._acks[0][1] is None or self._acks[0][1].done()):
            mid, _ = self._acks.popleft()
            self._desk.ports.transport.acknowledge(mid)

    def _count(self, reason: str, by: int = 1) -> None:
        self._pump.counted[reason] += by


_STATUS = frozenset({"ok", "error"})
_PLAIN_MAX = 262_144
