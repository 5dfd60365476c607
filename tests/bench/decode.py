"""Speed of decoding against cantools, and the feed's share of a processor.

Run as a script (it prints one line a figure), or call `main`.
"""

import gc
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cantools

from app.adapters.can.codegen import compile_decoder
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.clock import SystemClock

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT.parent / "shared" / "data" / "can" / "toyota_rav4_2017_comma2k19"
DBC = DATA / "toyota_new_mc_pt_generated.dbc"
LOG = DATA / "drive_10s_can0.log"
PROFILE = ROOT / "assets" / "vehicles" / "toyota-rav4-2017"
ROUNDS = 5
FRAMES_A_SECOND = 2000
LOAD_S = 4.0
SUBSCRIBED = {
    "SPEED": ("SPEED",),
    "ENGINE_RPM": ("RPM",),
    "GAS_PEDAL": ("GAS_PEDAL",),
    "BRAKE_MODULE": ("BRAKE_PRESSED",),
    "KINEMATICS": ("YAW_RATE", "ACCEL_X", "ACCEL_Y"),
    "GEAR_PACKET": ("GEAR",),
    "BODY_CONTROL_STATE": (
        "DOOR_OPEN_FL",
        "DOOR_OPEN_FR",
        "DOOR_OPEN_RL",
        "DOOR_OPEN_RR",
        "SEATBELT_DRIVER_UNLATCHED",
        "PARKING_BRAKE",
    ),
    "UI_SETTING": ("ODOMETER",),
    "BLINKERS_STATE": ("TURN_SIGNALS",),
}

Frames = list[tuple[int, bytes]]


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

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """What is due by now."""
        del timeout_s
        now = self._clock.monotonic_ns()
        due = min((now - self._start) * FRAMES_A_SECOND // 1_000_000_000, self._sent + max_n)
        frames = [Frame(now, self._bus, *self._frame(number)) for number in range(self._sent, due)]
        self._sent = due
        return frames

    def close(self) -> None:
        """Nothing to let go of."""

    def _frame(self, number: int) -> tuple[int, int, bytes]:
        can_id, data = self._frames[number % len(self._frames)]
        return can_id, 0, data


def main() -> dict[str, float]:
    """Ratios of time per frame (cantools / ours) and processor share in percent."""
    messages = load_dbc(DBC)
    known = {message.can_id: message for message in messages}
    frames = [(r.can_id, r.data) for r in LogReader(LOG)]
    decodable = [(i, d) for i, d in frames if i in known]
    subscribed = [(i, d) for i, d in decodable if known[i].name in SUBSCRIBED]
    return {
        "all_signals_ratio": _ratio(decodable, _all(messages)),
        "subscribed_ratio": _ratio(decodable, _subscribed(messages)),
        "subscribed_messages_only_ratio": _ratio(subscribed, _subscribed(messages)),
        "feed_cpu_percent_at_2000_per_s": _feed_share(frames),
    }


def _all(messages: list[DbcMessage]) -> Callable[[Frames], None]:
    decoders = {
        message.can_id: compile_decoder(
            [("value", signal.field) for signal in message.signals.values()], message.length
        )
        for message in messages
    }

    def run(frames: Frames) -> None:
        for can_id, data in frames:
            decoders[can_id](data)

    return run


def _subscribed(messages: list[DbcMessage]) -> Callable[[Frames], None]:
    decoders = {
        message.can_id: compile_decoder(
            [("value", message.signals[name].field) for name in SUBSCRIBED[message.name]],
            message.length,
        )
        for message in messages
        if message.name in SUBSCRIBED
    }

    def run(frames: Frames) -> None:
        for can_id, data in frames:
            decoder = decoders.get(can_id)
            if decoder is not None:
                decoder(data)

    return run


def _ratio(frames: Frames, ours: Callable[[Frames], None]) -> float:
    database: Any = cantools.database.load_file(DBC, strict=False)

    def theirs(items: Frames) -> None:
        for can_id, data in items:
            database.decode_message(can_id, data, decode_choices=False)

    return _best(theirs, frames) / _best(ours, frames)


def _best(run: Callable[[Frames], None], frames: Frames) -> float:
    times = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.perf_counter()
        run(frames)
        times.append(time.perf_counter() - start)
    return min(times)


def _feed_share(frames: Frames) -> float:
    """Reader thread and 30 beats a second, in percent of one processor."""
    clock = SystemClock()
    plan = load_plan(load_profile(PROFILE, [DBC]), None)
    feed = VehicleFeed(plan, {"pt": LoadSource("pt", frames, clock)}, clock)
    feed.start()
    start, cpu = time.perf_counter(), time.process_time()
    while (elapsed := time.perf_counter() - start) < LOAD_S:
        feed.collect()
        time.sleep(1 / 30)
    used = time.process_time() - cpu
    feed.stop()
    return 100 * used / elapsed


if __name__ == "__main__":
    for figure, value in main().items():
        sys.stdout.write(f"{figure} {value:.2f}\n")
