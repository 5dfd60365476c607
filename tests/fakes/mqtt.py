"""A broker link, an outbox and a desk of both that tests drive by hand: no threads, no waiting."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from app.core.message import Dispatch
from app.features.sync.domain.counts import OutboxCounts
from app.features.sync.domain.events import (
    Arrived,
    Connected,
    ConnectRequest,
    Ended,
    Event,
    Published,
    Refused,
    Subscribed,
)
from app.features.sync.domain.state import Identity, Status
from app.features.sync.domain.terms import ANYTHING, Terms
from app.features.sync.domain.tunables import Tunables, parse_tunables
from app.features.sync.ports import SyncPorts
from app.features.sync.service import SyncCore
from tests.fakes.car import ManualClock

T = TypeVar("T")
DEVICE = "hu-1"
ROOT = Path(__file__).resolve().parents[2]
CONTRACT = ROOT / "assets" / "contract"


def link_tunables() -> Tunables:
    return parse_tunables((ROOT / "assets" / "sync" / "link.json").read_text())


def identity() -> Identity:
    return Identity(device=DEVICE, boot="9f3a22b1.17", app="0.1.0", contract="1.0")


def message(
    name: str, prio: int = 6, recipient: str = "garage", payload: bytes = b"{}", generation: int = 0
) -> Dispatch:
    return Dispatch(
        id=name,
        topic=f"v1/{DEVICE}/up/maintenance/{recipient}",
        payload=payload,
        type="maintenance.record",
        purpose="P3",
        recipient=recipient,
        prio=prio,
        generation=generation,
    )


def resolved(value: T) -> Future[T]:
    future: Future[T] = Future()
    future.set_result(value)
    return future


def failed(error: Exception) -> Future[T]:
    future: Future[T] = Future()
    future.set_exception(error)
    return future


def may(row: Dispatch, terms: Terms) -> bool:
    held = row.topic.split("/", 2)[2] in terms.held
    return row.prio <= terms.top_prio and not held and len(row.payload) <= terms.payload_max


class FakeTransport:
    """Records what is asked of it; the test plays the broker with `tell` and the shortcuts."""

    def __init__(self) -> None:
        self.requests: list[ConnectRequest] = []
        self.subscribed: list[str] = []
        self.published: list[Dispatch] = []
        self.acknowledged: list[int] = []
        self.stale: set[int] = set()
        self.shuts = 0
        self.disconnects = 0
        self.taking = True
        self._sink: Callable[[Event], None] = lambda _event: None
        self._mids: dict[int, str] = {}

    @property
    def attempt(self) -> int:
        return self.requests[-1].attempt

    def listen(self, sink: Callable[[Event], None]) -> None:
        self._sink = sink

    def tell(self, event: Event) -> None:
        self._sink(event)

    def connect(self, request: ConnectRequest) -> None:
        self.requests.append(request)

    def subscribe(self, topic: str) -> None:
        self.subscribed.append(topic)

    def publish(self, dispatch: Dispatch) -> bool:
        if self.taking:
            self.published.append(dispatch)
            self._mids[len(self.published)] = dispatch.id
        return self.taking

    def claim(self, mid: int) -> str | None:
        return self._mids.pop(mid, None)

    def acknowledge(self, mid: int) -> None:
        self.acknowledged.append(mid)

    def superseded(self, mid: int) -> bool:
        return mid in self.stale

    def shut(self) -> None:
        self.shuts += 1

    def disconnect(self) -> None:
        self.disconnects += 1

    def connected(
        self,
        receive_maximum: int | None = None,
        *,
        present: bool = True,
        packet_max: int | None = None,
    ) -> None:
        self.tell(Connected(self.attempt, receive_maximum, present, packet_max))

    def refused(self, code: int) -> None:
        self.tell(Refused(self.attempt, code, f"{code:#x}"))

    def suback(self, code: int = 1) -> None:
        self.tell(Subscribed(self.attempt, code))

    def puback(self, name: str, code: int = 0) -> None:
        mid = next(mid for mid, each in self._mids.items() if each == name)
        self.tell(Published(self.attempt, mid, code))

    def receive(self, topic: str, payload: bytes, mid: int = 1, *, retain: bool = False) -> None:
        self.tell(Arrived(self.attempt, mid, topic, payload, retain))

    def end(
        self, code: int | None = None, *, secured: bool = False, untrusted: bool = False
    ) -> None:
        self.tell(Ended(self.attempt, code, "lost", secured, untrusted))


class FakeOutbox:
    """Rows in a list; `defer` keeps dispatches, `slow` settlements open until `finish`."""

    def __init__(self) -> None:
        self.rows: list[Dispatch] = []
        self.in_flight: set[str] = set()
        self.released: list[str] = []
        self.recorded: list[tuple[str, str, bytes]] = []
        self.rooms: list[int] = []
        self.terms: list[Terms] = []
        self.rejected: list[tuple[str, str]] = []
        self.generations: dict[tuple[str, str], int] = {}
        self.broken: Exception | None = None
        self.deferred: list[tuple[Future[list[Dispatch]], list[Dispatch]]] = []
        self.defer = False
        self.settling: list[Future[int]] = []
        self.slow = False

    def add(self, *rows: Dispatch) -> None:
        self.rows += rows

    def generation(self, purpose: str, recipient: str) -> int:
        return self.generations.get((purpose, recipient), 0)

    def dispatch(self, room: int, terms: Terms = ANYTHING, /) -> Future[list[Dispatch]]:
        self.rooms.append(room)
        self.terms.append(terms)
        if self.broken is not None:
            return failed(self.broken)
        due = [row for row in self.rows if row.id not in self.in_flight and may(row, terms)]
        taken: list[Dispatch] = []
        for row in sorted(due, key=lambda row: row.prio):
            bulk = [each for each in taken if each.prio >= terms.bulk_prio]
            over = len(bulk) >= terms.bulk_room or (
                sum(len(each.payload) for each in bulk) >= terms.bulk_bytes
            )
            if len(taken) < room and not (row.prio >= terms.bulk_prio and over):
                taken.append(replace(row, generation=self.generation(row.purpose, row.recipient)))
        self.in_flight.update(row.id for row in taken)
        if self.defer:
            future: Future[list[Dispatch]] = Future()
            self.deferred.append((future, taken))
            return future
        return resolved(taken)

    def finish(self) -> None:
        for future, taken in self.deferred:
            future.set_result(taken)
        self.deferred.clear()
        for settling in self.settling:
            settling.set_result(0)
        self.settling.clear()

    def settle(self, ids: Sequence[str], /) -> Future[int]:
        if self.broken is not None:
            return failed(self.broken)
        if self.slow:
            self.settling.append(Future())
            return self.settling[-1]
        before = len(self.rows)
        self.rows = [row for row in self.rows if row.id not in ids]
        self.in_flight.difference_update(ids)
        return resolved(before - len(self.rows))

    def reject(self, ids: Sequence[str], code: str, /) -> Future[int]:
        self.rejected += [(id_, code) for id_ in ids]
        return self.settle(ids)

    def release(self, ids: Iterable[str], /) -> None:
        ids = list(ids)
        self.released += ids
        self.in_flight.difference_update(ids)

    def counts(self) -> Future[OutboxCounts]:
        if self.broken is not None:
            return failed(self.broken)
        bulk = sum(row.prio >= 8 for row in self.rows)
        return resolved(OutboxCounts(len(self.rows), None, 0, bulk))

    def record_direct(
        self, topic: str, kind: str, _purpose: str, _recipient: str, payload: bytes, /
    ) -> Future[None]:
        if self.broken is not None:
            return failed(self.broken)
        self.recorded.append((topic, kind, payload))
        return resolved(None)


class FakeGateway:
    """Lets a dispatch through if its generation still holds, as the real one does."""

    def __init__(self, outbox: FakeOutbox, transport: FakeTransport) -> None:
        self.outbox = outbox
        self.transport = transport
        self.explode_on: str | None = None

    def publish(self, dispatch: Dispatch) -> bool:
        if dispatch.id == self.explode_on:
            self.explode_on = None
            raise RuntimeError("defect")
        current = self.outbox.generation(dispatch.purpose, dispatch.recipient)
        return dispatch.generation == current and self.transport.publish(dispatch)


@dataclass
class Rig:
    """A sync core without thread, on a clock that stands still until told."""

    core: SyncCore
    clock: ManualClock
    transport: FakeTransport
    outbox: FakeOutbox
    gateway: FakeGateway
    reports: list[Status]
    tunables: Tunables

    @property
    def status(self) -> Status:
        return self.reports[-1]

    @property
    def sent(self) -> list[str]:
        """Names of the rows published so far, without births."""
        return [each.id for each in self.transport.published if each.type != "state"]

    @property
    def births(self) -> list[Dispatch]:
        return [each for each in self.transport.published if each.type == "state"]

    def turn(self) -> None:
        """Let the core handle everything there is, including what that gives rise to."""
        for _ in range(8):
            self.core.turn()

    def advance(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.turn()

    def to_next_attempt(self) -> None:
        """Wait for the attempt that is due next."""
        before = len(self.transport.requests)
        for _ in range(100):
            due = self.core.next_due()
            assert due is not None, "nothing is due"
            self.advance(max(0.0, due - self.clock.monotonic_ns() / 1e9) + 1e-6)
            if len(self.transport.requests) > before:
                return
        raise AssertionError("no attempt came")

    def come_up(self, receive_maximum: int | None = None) -> None:
        """Attempt, CONNACK, SUBACK, and the PUBACK of the birth."""
        self.to_next_attempt()
        self.transport.connected(receive_maximum)
        self.turn()
        self.transport.suback()
        self.turn()
        self.transport.puback(self.births[-1].id)
        self.turn()


def make_rig(seed: int = 1, *, begin: bool = True, **ports_more: Any) -> Rig:
    clock, transport, outbox = ManualClock(), FakeTransport(), FakeOutbox()
    gateway = FakeGateway(outbox, transport)
    reports: list[Status] = []
    tunables = link_tunables()
    ports = SyncPorts(
        outbox=outbox,
        transport=transport,
        publish=gateway.publish,
        generation=outbox.generation,
        clock=clock,
        random=Random(seed),  # noqa: S311  jitter
        **ports_more,
    )
    core = SyncCore(ports, identity(), tunables, reports.append)
    if begin:
        core.begin()
        core.turn()
    return Rig(core, clock, transport, outbox, gateway, reports, tunables)
