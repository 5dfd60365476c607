"""The reader thread's side: drops, checks and stores the newest payload of each message.

Writers and readers share a `Variant` without a lock: the reader thread writes payload and time
before it raises `serial`, the collecting side reads `serial` first.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from statistics import median

from app.adapters.can.checks import CounterPlan, make_check, read_field
from app.adapters.can.codegen import compile_decoder
from app.adapters.can.conflict import RateWatch
from app.adapters.can.frame import (
    ERROR,
    EXTENDED,
    EXTENDED_KEY,
    FD,
    FD_LENGTHS,
    REMOTE,
    Frame,
    frame_key,
)
from app.adapters.can.groups import Groups
from app.adapters.can.j1939 import TRANSPORT_KEYS, pgn_key
from app.adapters.can.multiplex import Parts
from app.adapters.can.plan import BusPlan, MessagePlan, SignalPlan, VariantPlan
from app.adapters.can.tap import ErrorRate, Tap
from app.adapters.can.transport import J1939Reader
from app.core.signals import Reason
from app.core.validity import learned_timeout_ms

WRONG_IN_A_ROW = 5
"""This many wrong checksums or counters in a row make the signals invalid (section 3, rule 3)."""
UNKNOWN_IDS_KEPT = 4096
LEARNED_GAPS = 20
QUEUE_FRAMES = 4096
UNWATCHED_MS = 1000
"""From this period on an identifier cannot be in conflict: real cars send it on a change, too."""


class Counts:
    """What a bus delivered and what of it was not used."""

    __slots__ = (
        "checksum",
        "conflict",
        "counter",
        "decoded",
        "error_frames",
        "exceptions",
        "fd",
        "frames",
        "long",
        "mux_unknown",
        "payloads",
        "remote",
        "short",
        "transport_lost",
        "unknown_id",
    )

    def __init__(self) -> None:
        for name in self.__slots__:
            setattr(self, name, 0)

    checksum: int
    conflict: int
    counter: int
    decoded: int
    error_frames: int
    exceptions: int
    fd: int
    frames: int
    long: int
    mux_unknown: int
    payloads: int
    remote: int
    short: int
    transport_lost: int
    unknown_id: int

    def as_dict(self) -> dict[str, int]:
        """Counts by name."""
        return {name: getattr(self, name) for name in self.__slots__}


class Variant:
    """Newest payload of a message, or of what some multiplexer values select of it."""

    __slots__ = (
        "data",
        "decode",
        "fault",
        "gaps",
        "last_ns",
        "learned_ns",
        "queue",
        "serial",
        "signals",
        "size",
        "slot",
        "t_ns",
    )

    def __init__(self, plan: VariantPlan, slot: "Slot", *, every: bool) -> None:
        self.slot = slot
        self.signals: tuple[SignalPlan, ...] = plan.signals
        self.decode = compile_decoder(plan.outputs, slot.length)
        self.queue: deque[tuple[bytes, int]] | None = deque(maxlen=QUEUE_FRAMES) if every else None
        self.data = b""
        self.size = 0
        self.t_ns = 0
        self.fault = Reason.NONE
        self.gaps: list[int] | None = [] if slot.plan.learn else None
        self.last_ns: int | None = None
        self.learned_ns: int | None = None
        self.serial = 0

    def put(self, data: bytes, size: int, t_ns: int) -> None:
        """Store a good payload of *size* received bytes."""
        self.data = data
        self.size = size
        self.t_ns = t_ns
        self.fault = Reason.NONE
        if self.queue is not None:
            self.queue.append((data, t_ns))
        if self.gaps is not None:
            self._learn(self.gaps, t_ns)
        self.serial += 1

    def spoil(self, reason: Reason, t_ns: int) -> None:
        """The message came wrong too often."""
        self.t_ns = t_ns
        self.fault = reason
        self.serial += 1

    def _learn(self, gaps: list[int], t_ns: int) -> None:
        """Time-out of an undeclared period, from the first gaps."""
        if self.last_ns is not None:
            gaps.append(t_ns - self.last_ns)
            if len(gaps) >= LEARNED_GAPS:
                self.learned_ns = learned_timeout_ms(median(gaps) / 1e6) * 1_000_000
                self.gaps = None
        self.last_ns = t_ns


class Slot:
    """One subscribed message: length, checksum, counter, multiplexers."""

    def __init__(self, plan: MessagePlan, counts: Counts) -> None:
        self.plan = plan
        self.length = plan.length
        self._counts = counts
        self._check = None
        if plan.checksum is not None:
            self._check = make_check(plan.checksum, plan.can_id, plan.length, plan.counter)
        self._counter = plan.counter
        self._last_count: int | None = None
        self._wrong = 0
        self._wrong_steps = 0
        self._rate = None
        if plan.period_ms is not None and plan.period_ms < UNWATCHED_MS:
            self._rate = RateWatch(plan.period_ms)
        self.variants = tuple(Variant(item, self, every=plan.every) for item in plan.variants)
        self._parts = None
        if plan.selectors:
            chains = (item.mux for item in plan.variants)
            members = zip(chains, self.variants, strict=True)
            self._parts = Parts(plan.selectors, members, self._unknown_mux)

    def receive(self, data: bytes, t_ns: int) -> Sequence[Variant]:
        """Check and store *data*; the variants that changed or were refreshed."""
        if self._rate is not None and self._rate.conflicts(t_ns):
            return self._dispute(t_ns)
        size = len(data)
        if size != self.length:
            fitted = self._fit(data, size)
            if fitted is None:
                return ()
            data = fitted
        if self._check is not None and not self._check(data):
            self._counts.checksum += 1
            return self._refuse(Reason.CHECKSUM, t_ns)
        if self._counter is not None and not self._counts_on(self._counter, data):
            return self._refuse(Reason.COUNTER, t_ns)
        if self._wrong_steps >= WRONG_IN_A_ROW:
            return self._spoil(Reason.COUNTER, t_ns)
        self._wrong = 0
        self._counts.decoded += 1
        touched = self.variants if self._parts is None else self._parts.present(data)
        for variant in touched:
            variant.put(data, min(size, self.length), t_ns)
        return touched

    def forget(self) -> None:
        """After a reconnection: nothing before it counts as the previous frame."""
        self._last_count = None
        self._wrong = self._wrong_steps = 0
        for variant in self.variants:
            variant.last_ns = None
        if self._rate is not None:
            self._rate.forget()

    def _dispute(self, t_ns: int) -> Sequence[Variant]:
        """Two senders: neither is believed, and nothing they count or check is judged."""
        self._counts.conflict += 1
        self._last_count = None
        self._wrong = self._wrong_steps = 0
        return self._spoil(Reason.CONFLICT, t_ns)

    def _fit(self, data: bytes, size: int) -> bytes | None:
        if size > self.length:
            self._counts.long += 1
            return None if self.plan.exact else data[: self.length]
        if not self.plan.exact and size >= self.plan.min_length:
            return data.ljust(self.length, b"\0")
        self._counts.short += 1
        return None

    def _refuse(self, reason: Reason, t_ns: int) -> Sequence[Variant]:
        self._wrong += 1
        if self._wrong < WRONG_IN_A_ROW:
            return ()
        return self._spoil(reason, t_ns)

    def _spoil(self, reason: Reason, t_ns: int) -> Sequence[Variant]:
        for variant in self.variants:
            variant.spoil(reason, t_ns)
        return self.variants

    def _counts_on(self, plan: CounterPlan, data: bytes) -> bool:
        """Whether the counter moved at all; wrong steps are only counted."""
        count, last = read_field(plan.field, data), self._last_count
        self._last_count = count
        if last is None:
            return True
        step = (count - last) % plan.modulo
        if step == plan.step:
            self._wrong_steps = 0
            return True
        self._counts.counter += 1
        if step == 0:
            return False
        self._wrong_steps += 1
        return True

    def _unknown_mux(self) -> None:
        self._counts.mux_unknown += 1


class BusIntake:
    """All subscribed messages of one bus, and how its source is doing."""

    def __init__(self, bus: BusPlan, plans: Iterable[MessagePlan]) -> None:
        self.name = bus.name
        self.fd = bus.fd
        self.silence_ns = bus.silence_ms * 1_000_000
        self.counts = Counts()
        self.slots = {
            frame_key(plan.can_id, EXTENDED if plan.extended else 0): Slot(plan, self.counts)
            for plan in plans
        }
        self._groups = Groups(self.slots) if bus.j1939 else None
        self._transport = J1939Reader() if bus.j1939 else None
        self.taps: dict[int, Tap] = {}
        self._errors = ErrorRate()
        self.unknown_ids: set[int] = set()
        self.opened_ns: int | None = None
        self.last_ns = 0
        self.lost = False

    def opened(self, now_ns: int) -> None:
        """The source is connected (again)."""
        for slot in self.slots.values():
            slot.forget()
        self.give_up()
        self.last_ns = 0
        self.opened_ns = now_ns
        self.lost = False

    def receive(self, frame: Frame) -> Sequence[Variant]:
        """Take one frame; the variants that it changed or refreshed."""
        t_ns, _, can_id, flags, data = frame
        self.counts.frames += 1
        self.last_ns = t_ns
        if flags:
            if flags & ~EXTENDED and self._refused(flags, len(data), t_ns):
                return ()
            can_id = frame_key(can_id, flags)
        if self.taps and (tap := self.taps.get(can_id)) is not None:
            return self._tapped(tap, can_id, data, t_ns)
        slot = self.slots.get(can_id)
        if self._groups is not None and can_id & EXTENDED_KEY:
            if self._transport is not None and pgn_key(can_id) in TRANSPORT_KEYS:
                return self._reassemble(self._transport, can_id, data, t_ns)
            slot = self._groups.find(can_id, slot)
        if slot is None:
            return self._unknown(can_id)
        return slot.receive(data, t_ns)

    def give_up(self) -> None:
        """Payloads of which pieces are missing are lost: nothing more comes of them."""
        for tap in self.taps.values():
            tap.forget()
        if self._transport is not None:
            lost = self._transport.lost
            self._transport.forget()
            self.counts.transport_lost += self._transport.lost - lost

    def error_rate(self, now_ns: int) -> int:
        """Error frames of the last whole second, or of the running one if they are more."""
        return self._errors.per_second(now_ns)

    def _tapped(self, tap: Tap, key: int, data: bytes, t_ns: int) -> Sequence[Variant]:
        """A piece of a payload, which may be a message of its own, too."""
        touched = tap.receive(data, t_ns)
        slot = self.slots.get(key)
        return touched if slot is None else (*touched, *slot.receive(data, t_ns))

    def _reassemble(
        self, reader: J1939Reader, can_id: int, data: bytes, t_ns: int
    ) -> Sequence[Variant]:
        lost = reader.lost
        whole = reader.feed(can_id & ~EXTENDED_KEY, data, t_ns)
        self.counts.transport_lost += reader.lost - lost
        if whole is None:
            return ()
        self.counts.payloads += 1
        key = whole[0] | EXTENDED_KEY
        slot = self.slots.get(key)
        if self._groups is not None:
            slot = self._groups.find(key, slot)
        return self._unknown(key) if slot is None else slot.receive(whole[1], t_ns)

    def _unknown(self, key: int) -> Sequence[Variant]:
        self.counts.unknown_id += 1
        if len(self.unknown_ids) < UNKNOWN_IDS_KEPT:
            self.unknown_ids.add(key)
        return ()

    def _refused(self, flags: int, size: int, t_ns: int) -> bool:
        """Whether a frame of special *flags* is none to decode, which is counted."""
        if flags & ERROR:
            self.counts.error_frames += 1
            self._errors.add(t_ns)
        elif flags & REMOTE:
            self.counts.remote += 1
        elif flags & FD and not (self.fd and size in FD_LENGTHS):
            self.counts.fd += 1
        else:
            return False
        return True
