"""The live feed: a reader thread per source, one batch of samples per display beat."""

import logging
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.adapters.can.describe import describe
from app.adapters.can.model import SignalModel
from app.adapters.can.plan import Plan
from app.adapters.can.source import FrameSource, SourceLost
from app.adapters.can.tap import NOISY_PER_S
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.signal_facts import SignalFacts
from app.core.signals import BusState, Sample, SignalClass, Value

RETRY_S = (0.25, 0.5, 1.0)
BATCH_FRAMES = 4096
READ_S = 0.1
GATHER_S = 0.004
"""Pause between reads: a busy bus is taken in a few hundred portions a second, not one by one."""
STOP_S = 0.5
REFRESH_NS = {
    SignalClass.INSTANT: 100_000_000,
    SignalClass.SLOW: 1_000_000_000,
    SignalClass.FIXED: 1_000_000_000,
}
"""An unchanged value is handed over again, with its newer time, after this long."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Batch:
    """What changed since the last beat: samples by VSS path, and buses by name."""

    samples: Mapping[str, Sample]
    buses: Mapping[str, BusState]


def retry_delays() -> Iterator[float]:
    """Seconds before each attempt to reconnect: 0.25, 0.5, then 1."""
    yield from RETRY_S
    while True:
        yield RETRY_S[-1]


class VehicleFeed:
    """Reads *sources* (by bus name; one source may serve several buses) until `stop`.

    `collect`, `samples` and `series` belong to one thread, the display's.
    """

    def __init__(self, plan: Plan, sources: Mapping[str, FrameSource], clock: Clock) -> None:
        self._clock = clock
        self._model = SignalModel(plan)
        if unknown := set(sources) - set(self._model.intakes):
            raise HabitacleError(f"Vehicle profile {plan.profile_id} has no bus '{min(unknown)}'.")
        self._plan = plan
        self._definitions = plan.definitions
        self._restored: set[str] = set()
        self._serials = dict.fromkeys(self._model.variants, 0)
        self._sent: dict[str, Sample] = {}
        self._sent_buses: dict[str, BusState] = {}
        self._stop = threading.Event()
        served: dict[int, tuple[FrameSource, list[str]]] = {}
        for bus, source in sources.items():
            served.setdefault(id(source), (source, []))[1].append(bus)
        self._served = tuple(served.values())
        self._readers = [
            (source, threading.Thread(target=self._read, args=(source, names), daemon=True))
            for source, names in self._served
        ]

    def start(self) -> None:
        """Start reading; sources are opened by their threads."""
        for _, thread in self._readers:
            thread.start()

    def stop(self) -> None:
        """End all threads and close the sources, within 0.5 s."""
        self._stop.set()
        for source, thread in self._readers:
            if thread.is_alive():
                thread.join(STOP_S / 2)
            if thread.is_alive():
                source.close()
                thread.join(STOP_S / 2)

    def collect(self) -> Batch | None:
        """Decode what changed, run time-outs and derived signals; None when nothing changed."""
        now = self._clock.monotonic_ns()
        model = self._model
        touched, self._restored = self._restored, set()
        for variant, seen in self._serials.items():
            serial = variant.serial
            if serial != seen:
                self._serials[variant] = serial
                touched.update(model.apply(variant))
        touched.update(path for _, path in model.check_buses(now))
        touched.update(path for _, path in model.advance(now))
        model.derive(touched, now)
        samples = self._changed(touched, now)
        buses = {
            bus: state
            for bus, state in model.bus_states.items()
            if self._sent_buses.get(bus) is not state
        }
        self._sent_buses.update(buses)
        return Batch(samples, buses) if samples or buses else None

    def restore(self, values: Iterable[tuple[str, Value, int]]) -> None:
        """Bring back slow values of an earlier run: path, value, monotonic ns of its arrival.

        Those of which no frame came yet are in the next batch, stale. The rest is left alone.
        """
        for path, value, t_valid_ns in values:
            if self._model.restore(path, value, t_valid_ns):
                self._restored.add(path)

    def describe(self) -> tuple[SignalFacts, ...]:
        """Every source of every signal of the profile, in profile order."""
        return describe(self._plan)

    def received(self) -> dict[str, int]:
        """Messages taken so far by path, repeated ones too; derived signals have none."""
        counts: dict[str, int] = {}
        for variant in self._serials:
            for signal in variant.signals:
                counts[signal.path] = counts.get(signal.path, 0) + variant.serial
        return counts

    def series(self, path: str) -> tuple[tuple[int, Value], ...]:
        """`(t_ns, value)` of the last 10 s of a signal whose message is delivered whole."""
        return self._model.series(path)

    def dtc_answers(self) -> list[tuple[int, str, bytes]]:
        """Trouble-code answers heard since the last call: arrival in ns, ECU, payload.

        Also `7F service 78` to such a request. Beyond 256 the oldest are gone.
        """
        return self._model.payloads.drain()

    def sent_request(self, can_id: int, data: bytes) -> None:
        """Announce a request of our own before it leaves; else it tells of another tester.

        *data* is the frame or its payload. Any thread may call it.
        """
        self._model.payloads.sent(can_id, data, self._clock.monotonic_ns())

    def stats(self) -> dict[str, dict[str, int]]:
        """Counts by bus, those of its source included; `exceptions` are decoders that failed.

        `noisy` is 1 while a bus has more than 100 error frames a second.

        A source of several buses has an entry of its own, their names joined by `+`.
        """
        now = self._clock.monotonic_ns()
        counts = {
            name: {
                **intake.counts.as_dict(),
                "unknown_ids": len(intake.unknown_ids),
                "noisy": int(intake.error_rate(now) > NOISY_PER_S),
            }
            for name, intake in self._model.intakes.items()
        } | {"decoder": {"exceptions": self._model.exceptions}}
        for source, buses in self._served:
            counts.setdefault("+".join(buses), {}).update(source.stats())
        return counts

    def _changed(self, touched: set[str], now: int) -> dict[str, Sample]:
        samples = {}
        for path in touched:
            if ":" in path:
                continue
            sample, sent = self._model.sample(path, now), self._sent.get(path)
            if sent is None or self._differs(sample, sent):
                samples[path] = self._sent[path] = sample
        return samples

    def _differs(self, sample: Sample, sent: Sample) -> bool:
        if sample.value != sent.value or sample.state is not sent.state:
            return True
        if sample.reason is not sent.reason:
            return True
        if sample.t_valid_ns is None or sent.t_valid_ns is None:
            return sample.t_valid_ns is not sent.t_valid_ns
        refresh = REFRESH_NS[self._definitions[sample.path].cls]
        return sample.t_valid_ns - sent.t_valid_ns >= refresh

    def _read(self, source: FrameSource, buses: list[str]) -> None:
        delays, reported = retry_delays(), False
        while not self._stop.is_set():
            alive = False
            try:
                source.open()
                self._opened(buses)
                while not self._stop.is_set():
                    if self._take(source) and not alive:
                        alive, delays = True, retry_delays()
                        if reported:
                            _log.info("vehicle bus %s: recovered", ", ".join(buses))
                        reported = False
                    self._stop.wait(GATHER_S)
            except SourceLost as error:
                for bus in buses:
                    self._model.intakes[bus].lost = True
                if not reported and not self._stop.is_set():
                    _log.warning("vehicle bus %s: lost: %s", ", ".join(buses), error)
                reported = True
                self._stop.wait(next(delays))
        source.close()

    def _opened(self, buses: list[str]) -> None:
        now = self._clock.monotonic_ns()
        for bus in buses:
            self._model.intakes[bus].opened(now)

    def _take(self, source: FrameSource) -> bool:
        """Read one portion; whether a frame came."""
        intakes = self._model.intakes
        frames = source.recv_batch(BATCH_FRAMES, READ_S)
        for frame in frames:
            intake = intakes.get(frame.bus)
            if intake is None:
                continue
            try:
                intake.receive(frame)
            except Exception:  # noqa: BLE001  a defect in one message must not end the thread
                intake.counts.exceptions += 1
        return bool(frames)
