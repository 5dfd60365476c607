"""Eight buses of 4,505 frames/s: frames lost, processor share, latency from frame to property.

`python -m tests.bench.buses` prints one line a figure. The frames are those of the recorded RAV4
drive, at five times their speed, sent by a process of its own over the product's own link.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.adapters.can.feed import Batch, VehicleFeed
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.clock import SystemClock
from app.core.signals import BusState, Sample
from tests.bench.bus_sender import BUSES
from tests.bench.decode import DBC, LOG, PROFILE, ROOT

FRAMES_A_SECOND = 4505
"""A full bus of 500 kbit/s with 8-byte standard frames (specification section 4)."""
SECONDS = 5.0
PROBE_ID = 0x7F0
PROBE = "Vehicle.TraveledDistance"
_SPEED_UP = 5
_WRAP_US = 2_000_000_000
_PATIENCE_S = 10.0
_PROBE_DBC = f"""VERSION ""
NS_ :
BS_:
BU_: X
BO_ {PROBE_ID} PROBE: 4 X
 SG_ MICROSECONDS : 0|32@1+ (1,0) [0|0] "m" X
"""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of SECONDS gave; latencies in ms, processor share in percent of a core."""

    lost: int
    cpu: float
    latencies: list[float]


def plan_of_eight(folder: Path) -> Plan:
    """The RAV4 profile on eight buses, each a source of its own; periods as fast as the frames."""
    folder.mkdir()
    (folder / "probe.dbc").write_text(_PROBE_DBC, "utf-8")
    head, *tables = PROFILE.joinpath("profile.toml").read_text("utf-8").split("\n[[")
    text = [head.replace('id = "toyota-rav4-2017"', f'id = "{folder.name}"')]
    for number, bus in enumerate(BUSES):
        for table in tables:
            derived = table.startswith("derived")
            if PROBE in table or (derived and number):
                continue
            text.append(table.rstrip() if derived else _copy(table, bus, number))
    text.append(f'signal]]\npath = "{PROBE}"\nbus = "{BUSES[0]}"\nsource = "PROBE.MICROSECONDS"')
    (folder / "profile.toml").write_text("\n[[".join(text), "utf-8")
    return load_plan(load_profile(folder, [DBC]), None)


def _copy(table: str, bus: str, number: int) -> str:
    lines = [_line_of(line, bus, number) for line in table.splitlines()]
    if table.startswith("signal"):
        lines.insert(1, f"priority = {number + 1}")
    return "\n".join(lines).rstrip()


def _line_of(line: str, bus: str, number: int) -> str:
    key, _, value = line.partition(" = ")
    if key == "channels":
        return f'channels = ["{bus}"]'
    if key == "dbc" and number == 0:
        return f'{line.rstrip("]")}, "probe.dbc"]'
    if key == "period_ms":
        return f"{key} = {max(1, int(value) // _SPEED_UP)}"
    return f'{key} = "{bus}"' if value == '"pt"' else line


def run(plan: Plan, loop: Callable[[VehicleFeed, Callable[[Batch], None], float], None]) -> Run:
    """Read all buses while *loop* collects and hands over every batch until a time."""
    clock = SystemClock()
    latencies: list[float] = []

    def note(batch: Batch) -> None:
        sample = batch.samples.get(PROBE)
        if sample is not None and sample.value is not None:
            latencies.append(_age_ms(sample))

    with _sender() as (sender, channels):
        sources = {bus: _source(bus, text, clock) for bus, text in channels.items()}
        feed = VehicleFeed(plan, sources, clock)
        feed.start()
        _connected(feed)
        _tell(sender)
        start, cpu = time.perf_counter(), time.process_time()
        loop(feed, note, time.monotonic() + SECONDS)
        share = 100 * (time.process_time() - cpu) / (time.perf_counter() - start)
        sent = json.loads(_line(sender))
        got = _received(feed, sent)
        feed.stop()
        _tell(sender)
    return Run(sum(sent.values()) - sum(got.values()), share, latencies)


def plain_loop(feed: VehicleFeed, note: Callable[[Batch], None], until: float) -> None:
    """30 beats a second without a screen."""
    while time.monotonic() < until:
        batch = feed.collect()
        if batch is not None:
            note(batch)
        time.sleep(1 / 30)


def main() -> dict[str, float]:
    """Figures by name."""
    from tests.bench.properties import screen_loop

    with tempfile.TemporaryDirectory(prefix="habitacle-bench-") as folder:
        plan = plan_of_eight(Path(folder) / "eight-buses")
        plain = run(plan, plain_loop)
        screen = run(plan, screen_loop)
    return {
        "frames lost of 8 x 4505 x 5": plain.lost,
        "CPU % of one core, to the batch, 30 Hz": plain.cpu,
        "frames lost with a screen": screen.lost,
        "CPU % of one core, 12 live properties, 60 Hz": screen.cpu,
        "frame to property, worst ms": max(screen.latencies),
        "frame to property, median ms": sorted(screen.latencies)[len(screen.latencies) // 2],
        "frames with a measured latency": len(screen.latencies),
    }


def _age_ms(sample: Sample) -> float:
    now = int(time.monotonic() * 1e6) % _WRAP_US
    return (now - int(str(sample.value))) % _WRAP_US / 1000


def _source(bus: str, text: str, clock: SystemClock) -> SocketcandSource:
    _, host, rest = text.split(":")
    port, _, channel = rest.partition("/")
    return SocketcandSource(bus, host, int(port), channel, clock)


def _connected(feed: VehicleFeed) -> None:
    """Wait until every source is open: its bus is silent, no longer connecting or lost."""
    until, states = time.monotonic() + _PATIENCE_S, dict.fromkeys(BUSES, BusState.LOST)
    while set(states.values()) != {BusState.SILENT} and time.monotonic() < until:
        batch = feed.collect()
        states.update(batch.buses if batch is not None else {})
        time.sleep(0.02)


def _received(feed: VehicleFeed, sent: dict[str, int]) -> dict[str, int]:
    until, got = time.monotonic() + 1.0, dict.fromkeys(sent, 0)
    while got != sent and time.monotonic() < until:
        time.sleep(0.02)
        stats = feed.stats()
        got = {bus: stats[bus]["frames"] for bus in sent}
    return got


@contextmanager
def _sender() -> Iterator[tuple["subprocess.Popen[str]", dict[str, str]]]:
    words = ["-m", "tests.bench.bus_sender", str(LOG), str(FRAMES_A_SECOND)]
    command = [sys.executable, *words, str(SECONDS), hex(PROBE_ID)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT
    ) as sender:
        try:
            yield sender, json.loads(_line(sender))
        finally:
            sender.kill()


def _line(sender: "subprocess.Popen[str]") -> str:
    return _stream(sender.stdout).readline()


def _tell(sender: "subprocess.Popen[str]") -> None:
    stream = _stream(sender.stdin)
    stream.write("go\n")
    stream.flush()


def _stream(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise RuntimeError("the sender has no pipe")
    return stream


if __name__ == "__main__":
    for figure, value in main().items():
        sys.stdout.write(f"{figure:50} {value:10.2f}\n")
