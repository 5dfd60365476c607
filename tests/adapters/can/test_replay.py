from pathlib import Path

import pytest

from app.adapters.can.replay import ReplayClock, ReplaySource, channel_map
from app.adapters.can.source import SourceLost
from app.core.errors import HabitacleError
from tests.fakes.car import ManualClock

LINES = "".join(f"({100 + n}.0) can{n % 2} 0B4#{n:02X}\n" for n in range(6))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "drive.log"
    path.write_text(LINES, "utf-8")
    return path


def drain(source: ReplaySource) -> list[int]:
    values: list[int] = []
    while batch := source.recv_batch(100, 0):
        values += [frame.data[0] for frame in batch]
    return values


def test_original_timing_times_the_rate(log: Path) -> None:
    base = ManualClock()
    clock = ReplayClock(base, rate=2)
    source = ReplaySource(log, {"can0": "main", "can1": "main"}, clock)
    source.open()
    assert drain(source) == [0]
    base.advance(1)
    batch = source.recv_batch(100, 0)
    assert [frame.data[0] for frame in batch] == [1, 2]
    assert batch[1].t_ns - batch[0].t_ns == 1_000_000_000
    assert batch[1].t_ns == clock.monotonic_ns()


def test_the_end_of_the_log_is_a_lost_bus_for_good(log: Path) -> None:
    base = ManualClock()
    source = ReplaySource(log, {"can0": "main"}, ReplayClock(base))
    source.open()
    base.advance(10)
    assert drain_all(source) == [0, 2, 4]
    with pytest.raises(SourceLost, match="end of log"):
        source.open()


def drain_all(source: ReplaySource) -> list[int]:
    values: list[int] = []
    while source._next is not None:
        values += [frame.data[0] for frame in source.recv_batch(2, 0)]
    with pytest.raises(SourceLost, match="end of log"):
        source.recv_batch(2, 0)
    return values


def test_start_and_loop(log: Path) -> None:
    base = ManualClock()
    source = ReplaySource(log, {"can1": "main"}, ReplayClock(base), start_s=2, loop=True)
    source.open()
    base.advance(6.5)
    assert drain(source) == [3, 5, 3, 5]


def test_a_log_of_another_format_is_a_lost_source(tmp_path: Path) -> None:
    (tmp_path / "x.log").write_bytes(b"\1\2\3")
    source = ReplaySource(tmp_path / "x.log", {}, ReplayClock(ManualClock()))
    with pytest.raises(SourceLost, match="unknown log format"):
        source.open()


def test_channels() -> None:
    buses = {"a": ("0", "can0"), "b": ("1",)}
    assert channel_map(buses, {}) == {"0": "a", "can0": "a", "1": "b"}
    assert channel_map(buses, {"7": "b"})["can7"] == "b"
    with pytest.raises(HabitacleError, match="no such bus"):
        channel_map(buses, {"7": "c"})
