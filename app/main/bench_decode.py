"""Figures of `habitacle bench decode`: our decoders against cantools, and the feed's CPU share."""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from app.adapters.can.codegen import compile_decoder
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.clock import SystemClock
from app.emulator.car.simulation import Simulation
from app.main.config import vehicle_dir

VEHICLE = "habitacle-ev"
ROUNDS = 5
FRAMES_A_SECOND = 2000
LOAD_S = 4.0
_SIMULATED_STEPS = 1000

Frames = Sequence[tuple[int, bytes]]


class LoadSource:
    """A bus that delivers *frames* over and over, FRAMES_A_SECOND in real time."""

    def __init__(self, bus: str, frames: Frames, clock: SystemClock) -> None:
        self._bus = bus
        self._frames = frames
        self._clock = clock
        self._sent = 0
        self._start = 0

    def open(self) -> None:
        """Start the stream."""
        self._start = self._clock.monotonic_ns()

    def recv_batch(self, max_n: int, _timeout_s: float) -> list[Frame]:
        """What is due by now."""
        now = self._clock.monotonic_ns()
        due = min((now - self._start) * FRAMES_A_SECOND // 1_000_000_000, self._sent + max_n)
        frames = [Frame(now, self._bus, *self._frame(number)) for number in range(self._sent, due)]
        self._sent = due
        return frames

    def close(self) -> None:
        """Nothing to let go of."""

    def stats(self) -> dict[str, int]:
        """Nothing is lost."""
        return {}

    def _frame(self, number: int) -> tuple[int, int, bytes]:
        can_id, data = self._frames[number % len(self._frames)]
        return can_id, 0, data


def measure() -> dict[str, float]:
    """Ratios of time per frame (cantools / ours) and CPU share of our own simulated car."""
    folder = vehicle_dir(VEHICLE)
    simulation = Simulation(folder)
    simulation.controls.drive_loop()
    frames: dict[str, list[tuple[int, bytes]]] = {bus: [] for bus in simulation.encoders}
    for _ in range(_SIMULATED_STEPS):
        for bus, sent in simulation.step().items():
            frames[bus] += [(frame.can_id, frame.data) for frame in sent]
    profile = load_profile(folder)
    plan = load_plan(profile, None)
    dbc = {bus.name: bus.dbc[0] for bus in profile.buses}
    bus = "powertrain"
    return {
        "decode: cantools / ours, all signals": ratio(
            frames[bus], all_signals(load_dbc(dbc[bus])), dbc[bus]
        ),
        "decode: cantools / ours, subscribed signals": ratio(
            frames[bus], _subscribed(plan, bus), dbc[bus]
        ),
        f"CPU % of one core at {FRAMES_A_SECOND} frames/s": feed_share(plan, bus, frames[bus]),
    }


def all_signals(messages: Sequence[DbcMessage]) -> Callable[[Frames], None]:
    """Decoders of every signal of *messages*, as one loop over frames."""
    return loop(
        {
            message.can_id: compile_decoder(
                [("value", signal.field) for signal in message.signals.values()], message.length
            )
            for message in messages
        }
    )


def ratio(frames: Frames, ours: Callable[[Frames], None], dbc: Path) -> float:
    """Time of cantools over ours for *frames*, best of ROUNDS each."""
    import cantools

    database: Any = cantools.database.load_file(dbc, strict=False)

    def theirs(items: Frames) -> None:
        for can_id, data in items:
            database.decode_message(can_id, data, decode_choices=False)

    return _best(theirs, frames) / _best(ours, frames)


def feed_share(plan: Plan, bus: str, frames: Frames) -> float:
    """Reader thread and 30 beats a second, in percent of one processor."""
    clock = SystemClock()
    feed = VehicleFeed(plan, {bus: LoadSource(bus, frames, clock)}, clock)
    feed.start()
    start, cpu = time.perf_counter(), time.process_time()
    while (elapsed := time.perf_counter() - start) < LOAD_S:
        feed.collect()
        time.sleep(1 / 30)
    used = time.process_time() - cpu
    feed.stop()
    return 100 * used / elapsed


def _subscribed(plan: Plan, bus: str) -> Callable[[Frames], None]:
    return loop(
        {
            message.can_id: compile_decoder(message.variants[0].outputs, message.length)
            for message in plan.messages
            if message.bus == bus and not message.selectors
        }
    )


def loop(decoders: Mapping[int, Callable[[bytes], object]]) -> Callable[[Frames], None]:
    """Apply *decoders*, by id, to frames; frames of other ids are passed over."""

    def run(frames: Frames) -> None:
        for can_id, data in frames:
            decoder = decoders.get(can_id)
            if decoder is not None:
                decoder(data)

    return run


def _best(run: Callable[[Frames], None], frames: Frames) -> float:
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        run(frames)
        times.append(time.perf_counter() - start)
    return min(times)
