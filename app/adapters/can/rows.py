"""A log as rows of decoded values, by a vehicle profile or by DBC files alone."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, Protocol

from app.adapters.can.dbc import DbcSignal
from app.adapters.can.dbc_decoder import MessageDecoder
from app.adapters.can.diag_model import TESTER_PATH
from app.adapters.can.dtc_rows import DtcLog
from app.adapters.can.frame import ERROR, EXTENDED, REMOTE, Frame, frame_key
from app.adapters.can.logs.records import Record
from app.adapters.can.model import SignalModel
from app.adapters.can.plan import Plan
from app.core.signals import Reason, Validity, Value

ODOMETER = "Vehicle.TraveledDistance"


class Row(NamedTuple):
    """One value of one signal; `t_ns` as in the log."""

    t_ns: int
    bus: str
    signal: str
    value: Value | None
    unit: str | None
    validity: Validity
    reason: Reason
    label: str | None


class RowSource(Protocol):
    """Turns records into rows and counts what it could not use."""

    def rows(self, records: Iterable[Record], tail_ns: int) -> Iterator[Row]:
        """Rows in order of time; the clock runs *tail_ns* past the last record."""

    def counts(self) -> Mapping[str, int]:
        """Counts by name."""


class ProfileRows:
    """Rows of VSS paths, with time-outs, exactly as the live feed would judge them."""

    def __init__(self, plan: Plan, channels: Mapping[str, str]) -> None:
        self._model = SignalModel(plan)
        self._channels = channels
        self._order = {path: place for place, path in enumerate(plan.order)}
        self._bus = {s.path: m.bus for m in plan.messages for v in m.variants for s in v.signals}
        self._tester: tuple[Value | None, Validity] | None = None
        if plan.diag is not None:
            self._bus[TESTER_PATH] = plan.diag.name
        for item in plan.derived:
            self._bus[item.path] = self._bus[item.inputs[0].path]
        self._dtc: tuple[str, DtcLog] | None = None
        if plan.diag is not None:
            asked = [path for path, bus in self._bus.items() if bus == plan.diag.name]
            self._bus |= dict.fromkeys(asked, plan.diag.bus)
            self._dtc = plan.diag.bus, DtcLog()
        self._frames = 0
        self._unmapped = 0

    def rows(self, records: Iterable[Record], tail_ns: int) -> Iterator[Row]:
        """Rows in order of time; the clock runs *tail_ns* past the last record."""
        model, now, opened = self._model, 0, False
        for record in records:
            now = record.t_ns
            if not opened:
                opened = True
                for intake in model.intakes.values():
                    intake.opened(now)
            yield from self._stale(now)
            self._frames += 1
            bus = self._channels.get(record.channel)
            if bus is None:
                self._unmapped += 1
                continue
            frame = Frame(now, bus, record.can_id, record.flags, record.data)
            touched: set[str] = set()
            for variant in model.intakes[bus].receive(frame):
                touched.update(model.apply(variant))
            touched.update(path for _, path in model.advance(now))
            if touched:
                yield from self._present(touched, now)
            yield from self._trouble_codes(now)
        for intake in model.intakes.values():
            intake.give_up()
        if opened and tail_ns:
            yield from self._stale(now + tail_ns)

    def counts(self) -> Mapping[str, int]:
        """Counts of all buses together."""
        total: Counter[str] = Counter({"frames": 0})
        for intake in self._model.intakes.values():
            total.update(intake.counts.as_dict())
        total["frames"] = self._frames
        return {**total, "unmapped_channel": self._unmapped}

    def _trouble_codes(self, now: int) -> Iterator[Row]:
        """Rows of the trouble codes that an answer named."""
        if self._dtc is None or not (answers := self._model.payloads.drain()):
            return
        bus, log = self._dtc
        for path, value in log.take(answers, self._odometer_km(now)):
            if path not in self._order:
                yield Row(now, bus, path, value, None, Validity.VALID, Reason.NONE, None)

    def _odometer_km(self, now: int) -> float | None:
        if ODOMETER not in self._order:
            return None
        metres = self._model.sample(ODOMETER, now).number
        return None if metres is None else metres / 1000

    def _stale(self, now: int) -> Iterator[Row]:
        for due, events in groupby(self._model.advance(now), key=itemgetter(0)):
            yield from self._present({path for _, path in events}, due)

    def _present(self, touched: set[str], now: int) -> Iterator[Row]:
        self._model.derive(touched, now)
        for path in sorted(touched & self._order.keys(), key=self._order.__getitem__):
            s = self._model.sample(path, now)
            if path == TESTER_PATH and self._tester == (s.value, s.state):
                continue
            if path == TESTER_PATH:
                self._tester = s.value, s.state
            if s.state is not Validity.UNKNOWN:
                yield Row(now, self._bus[path], path, s.value, s.unit, s.state, s.reason, None)


class DbcRows:
    """Rows of `MESSAGE.SIGNAL` with the label of the DBC; decoders by log channel or for all."""

    def __init__(
        self,
        decoders: Mapping[str | None, Mapping[int, MessageDecoder]],
        *,
        check_range: bool = False,
    ) -> None:
        self._decoders = decoders
        self._check_range = check_range
        self._counts: Counter[str] = Counter()

    def rows(self, records: Iterable[Record], tail_ns: int) -> Iterator[Row]:
        """Rows in order of the frames; there are no time-outs, so *tail_ns* changes nothing."""
        del tail_ns
        for record in records:
            self._counts["frames"] += 1
            decoder = self._decoder(record)
            if decoder is not None:
                yield from self._decoded(record, decoder)

    def counts(self) -> Mapping[str, int]:
        """Counts by name."""
        return self._counts

    def _decoder(self, record: Record) -> MessageDecoder | None:
        if record.flags & ERROR:
            self._counts["error_frames"] += 1
            return None
        if record.flags & REMOTE:
            self._counts["remote"] += 1
            return None
        table = self._decoders.get(record.channel, self._decoders.get(None))
        if table is None:
            self._counts["unmapped_channel"] += 1
            return None
        decoder = table.get(frame_key(record.can_id, record.flags & EXTENDED))
        if decoder is None:
            self._counts["unknown_id"] += 1
        return decoder

    def _decoded(self, record: Record, decoder: MessageDecoder) -> Iterator[Row]:
        data, message = record.data, decoder.message
        if len(data) < decoder.length:
            self._counts["short"] += 1
            return
        if len(data) > decoder.length:
            self._counts["long"] += 1
            data = data[: decoder.length]
        self._counts["decoded"] += 1
        self._counts["mux_unknown"] += decoder.unknown_selector(data)
        for name, number in decoder.decode(data):
            signal = message.signals[name]
            reason = self._judge(number, signal)
            good = reason is Reason.NONE
            yield Row(
                record.t_ns,
                record.channel,
                f"{message.name}.{name}",
                number if good else None,
                signal.unit,
                Validity.VALID if good else Validity.INVALID,
                reason,
                _label(number, signal) if signal.choices else None,
            )

    def _judge(self, number: float, signal: DbcSignal) -> Reason:
        if not math.isfinite(number):
            return Reason.NOT_FINITE
        low, high = signal.minimum, signal.maximum
        outside = (low is not None and number < low) or (high is not None and number > high)
        return Reason.RANGE if self._check_range and outside else Reason.NONE


def _label(number: float, signal: DbcSignal) -> str | None:
    """VAL_ text of the raw number."""
    if not math.isfinite(number):
        return None
    return signal.choices.get(round((number - signal.field.offset) / signal.field.scale))
