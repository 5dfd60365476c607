"""The collecting side: from stored payloads to samples with validity and age.

Not thread-safe: one thread calls it. It is told the time and asks no clock.
"""

from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from app.adapters.can.codegen import Row
from app.adapters.can.derive import compute, worst
from app.adapters.can.diag_model import TESTER_PATH
from app.adapters.can.intake import BusIntake, Variant
from app.adapters.can.mapping import Reader, Result, make_reader
from app.adapters.can.plan import DerivedPlan, Plan, SignalPlan
from app.adapters.can.taps import Payloads
from app.adapters.can.tester import TesterSignal
from app.core.signals import BusState, Reason, Sample, SignalClass, Validity, Value
from app.core.validity import Selector, Tracker

SYSTEM_STATE = "Vehicle.LowVoltageSystemState"
SLEEPING = frozenset({"LOCK", "OFF"})
SERIES_NS = 10_000_000_000

_DEAD = {
    BusState.SILENT: Reason.BUS_SILENT,
    BusState.ASLEEP: Reason.BUS_SILENT,
    BusState.LOST: Reason.BUS_LOST,
}


class _Bound(NamedTuple):
    """A mapping at work."""

    plan: SignalPlan
    read: Reader
    tracker: Tracker


class SignalModel:
    """All signals of one plan, fed from the intakes of its buses."""

    def __init__(self, plan: Plan) -> None:
        self.intakes = {
            bus.name: BusIntake(bus, [m for m in plan.messages if m.bus == bus.name])
            for bus in plan.buses
        }
        self.payloads = Payloads(plan, self.intakes)
        self.bus_states = dict.fromkeys(self.intakes, BusState.CONNECTING)
        self.exceptions = 0
        self._bound: dict[Variant, tuple[_Bound, ...]] = {}
        self._results: dict[Variant, tuple[bytes, int, list[Result]]] = {}
        self._by_bus: dict[str, list[Tracker]] = {name: [] for name in self.intakes}
        self._bind(plan)
        self._derived = [
            (item, Tracker(plan.definitions[item.path], None, plan.jumps.get(item.path)))
            for item in plan.derived
        ]
        self._selectors |= {item.path: Selector([tracker]) for item, tracker in self._derived}
        self._tester = self._watch_tester(plan)
        self._series: dict[str, deque[tuple[int, Value]]] = {}
        self._check_ns = 0
        self._dead_since: dict[str, int] = {}

    def _watch_tester(self, plan: Plan) -> TesterSignal | None:
        tap = self.payloads.tester
        if plan.diag is None or tap is None:
            return None
        definition = plan.definitions[TESTER_PATH]
        signal = TesterSignal(tap, self.intakes[plan.diag.bus], definition)
        self._selectors[TESTER_PATH] = Selector([signal.tracker])
        return signal

    def _bind(self, plan: Plan) -> None:
        trackers: dict[int, tuple[int, Tracker]] = {}
        slots = [(b, slot) for b, intake in self.intakes.items() for slot in intake.slots.values()]
        for bus, slot in [*slots, *self.payloads.slots]:
            for variant in slot.variants:
                bound = []
                for item in variant.signals:
                    if item.source not in trackers:
                        tracker = _tracker(plan, item)
                        trackers[item.source] = (item.priority, tracker)
                        self._by_bus[bus].append(tracker)
                    reader = make_reader(item, plan.definitions[item.path])
                    bound.append(_Bound(item, reader, trackers[item.source][1]))
                self._bound[variant] = tuple(bound)
        grouped: dict[str, list[tuple[int, Tracker]]] = {}
        for _, (priority, tracker) in sorted(trackers.items()):
            grouped.setdefault(tracker.definition.path, []).append((priority, tracker))
        self._selectors = {
            path: Selector([tracker for _, tracker in sorted(group, key=lambda pair: pair[0])])
            for path, group in grouped.items()
        }
        for _, tracker in trackers.values():
            path = None if tracker.jump is None else tracker.jump.cosine_of
            if path in self._selectors:
                tracker.companion = self._selectors[path].trackers[0]

    @property
    def variants(self) -> Iterable[Variant]:
        """Every stored payload."""
        return self._bound

    def sample(self, path: str, now_ns: int) -> Sample:
        """The present sample of a mapped or derived path."""
        return self._selectors[path].choose(now_ns).sample()

    def restore(self, path: str, value: Value, t_valid_ns: int) -> bool:
        """Bring back a slow value of an earlier run; False for any other, or if a frame came."""
        selector = self._selectors.get(path)
        if selector is None or selector.trackers[0].definition.cls is not SignalClass.SLOW:
            return False
        return selector.restore(value, t_valid_ns)

    def series(self, path: str) -> tuple[tuple[int, Value], ...]:
        """Valid values of the last 10 s with their times, for signals of `every` messages."""
        return tuple(self._series.get(path, ()))

    def apply(self, variant: Variant) -> list[str]:
        """Take the newest payload of *variant*; the paths of its signals."""
        if variant.queue is None:
            return self._apply(variant, variant.data, variant.t_ns)
        paths: list[str] = []
        while variant.queue:
            data, t_ns = variant.queue.popleft()
            paths = self._apply(variant, data, t_ns, ring=True)
        return paths if variant.fault is Reason.NONE else self._apply(variant, b"", variant.t_ns)

    def _apply(self, variant: Variant, data: bytes, t_ns: int, *, ring: bool = False) -> list[str]:
        bound, size = self._bound[variant], variant.size
        learned = variant.learned_ns
        paths = []
        for item, result in zip(bound, self._evaluate(variant, data), strict=True):
            if item.plan.need_bytes > size:
                continue
            tracker = item.tracker
            if tracker.timeout_ns is None:
                tracker.timeout_ns = learned
            tracker.update(*result, t_ns)
            due = tracker.due_ns
            if due is not None and due < self._check_ns:
                self._check_ns = due
            if ring and tracker.state is Validity.VALID and result[0] is not None:
                self._remember(item.plan.path, t_ns, result[0])
            paths.append(item.plan.path)
        return paths

    def _evaluate(self, variant: Variant, data: bytes) -> list[Result]:
        bound = self._bound[variant]
        if variant.fault is not Reason.NONE:
            return [(None, variant.fault)] * len(bound)
        known = self._results.get(variant)
        if known is not None and known[0] == data and known[1] == variant.size:
            return known[2]
        try:
            row: Row = variant.decode(data)
            results = [item.read(row) for item in bound]
        except Exception:  # noqa: BLE001  one bad message must not end all signals; counted
            self.exceptions += 1
            results = [(None, Reason.ERROR)] * len(bound)
        self._results[variant] = (data, variant.size, results)
        return results

    def _remember(self, path: str, t_ns: int, value: Value) -> None:
        ring = self._series.setdefault(path, deque())
        ring.append((t_ns, value))
        while ring[0][0] < t_ns - SERIES_NS:
            ring.popleft()

    def derive(self, touched: set[str], now_ns: int) -> list[str]:
        """Compute what depends on *touched*; the derived paths that were updated."""
        updated = []
        for plan, tracker in self._derived:
            concerned = any(item.path in touched for item in plan.inputs)
            if concerned and self._derive(plan, tracker, now_ns):
                touched.add(plan.path)
                updated.append(plan.path)
        return updated

    def _derive(self, plan: DerivedPlan, tracker: Tracker, now_ns: int) -> bool:
        samples = {item.path: self.sample(item.path, now_ns) for item in plan.inputs}
        bad = worst(list(samples.values()))
        times = [s.t_valid_ns for s in samples.values() if s.t_valid_ns is not None]
        oldest = min(times, default=now_ns)
        if bad.state is Validity.VALID:
            tracker.update(*compute(plan, tracker.definition, samples), oldest)
        elif bad.state is Validity.INVALID:
            tracker.update(None, bad.reason, now_ns)
        else:
            return bad.state is Validity.STALE and tracker.lose(bad.reason)
        return True

    def advance(self, now_ns: int) -> list[tuple[int, str]]:
        """Time-outs and silent buses up to *now_ns*: when, and which path, in order of time."""
        events = [] if self._tester is None else self._tester.advance(now_ns)
        if now_ns < self._check_ns:
            return events
        for bus, intake in self.intakes.items():
            events += self._advance_bus(bus, intake, now_ns)
        following = [now_ns + intake.silence_ns for intake in self.intakes.values()]
        for trackers in self._by_bus.values():
            for tracker in trackers:
                due = tracker.due_ns
                if due is None:
                    continue
                if tracker.expire(now_ns):
                    events.append((due, tracker.definition.path))
                else:
                    following.append(due)
        following += [due for due in map(self._silence_due, self.intakes.values()) if due > now_ns]
        self._check_ns = min(following)
        return sorted(events, key=lambda event: event[0])

    def check_buses(self, now_ns: int) -> list[tuple[int, str]]:
        """What a lost, silent or revived source changed, also between time-outs."""
        return [
            event
            for bus, intake in self.intakes.items()
            for event in self._advance_bus(bus, intake, now_ns)
        ]

    def _advance_bus(self, bus: str, intake: BusIntake, now_ns: int) -> list[tuple[int, str]]:
        state = self._bus_state(intake, now_ns)
        before, self.bus_states[bus] = self.bus_states[bus], state
        if state not in _DEAD:
            return []
        since, self._dead_since[bus] = self._dead_since.get(bus), intake.last_ns
        if before is state and since == intake.last_ns:
            return []
        at = now_ns if state is BusState.LOST else self._silence_due(intake)
        due = [(tracker.due_ns, tracker) for tracker in self._by_bus[bus]]
        events = []
        for own_due, tracker in due:
            if own_due is not None and own_due <= at:
                tracker.expire(at)
                events.append((own_due, tracker.definition.path))
            elif tracker.lose(_DEAD[state]):
                events.append((at, tracker.definition.path))
        return events

    def _bus_state(self, intake: BusIntake, now_ns: int) -> BusState:
        if intake.lost:
            return BusState.LOST
        if intake.opened_ns is None:
            return BusState.CONNECTING
        if now_ns >= self._silence_due(intake):
            system = self._selectors.get(SYSTEM_STATE)
            asleep = system is not None and system.choose(now_ns).last in SLEEPING
            return BusState.ASLEEP if asleep else BusState.SILENT
        return BusState.ALIVE if intake.last_ns else BusState.CONNECTING

    @staticmethod
    def _silence_due(intake: BusIntake) -> int:
        return max(intake.opened_ns or 0, intake.last_ns) + intake.silence_ns


def _tracker(plan: Plan, item: SignalPlan) -> Tracker:
    timeout = None if item.timeout_ms is None else item.timeout_ms * 1_000_000
    return Tracker(plan.definitions[item.path], timeout, plan.jumps.get(item.path))
