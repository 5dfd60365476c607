import logging
import time
from collections.abc import Iterator

import pytest

from app.adapters.can import slcan
from app.adapters.can.frame import EXTENDED, FD, REMOTE, Frame
from app.adapters.can.slcan import SlcanSource
from app.adapters.can.source import SourceLost
from app.adapters.clock import SystemClock
from tests.fakes.can_links import SlcanAdapter
from tests.fakes.car import ManualClock


@pytest.fixture
def adapter(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlcanAdapter]:
    monkeypatch.setattr(slcan, "SETTLE_S", 0.0)
    adapter = SlcanAdapter()
    yield adapter
    adapter.unplug()


def opened(adapter: SlcanAdapter) -> SlcanSource:
    source = SlcanSource("main", adapter.device, 500_000, ManualClock())
    source.open()
    assert adapter.opened.wait(5)
    return source


def receive(source: SlcanSource, count: int) -> list[Frame]:
    frames: list[Frame] = []
    deadline = time.monotonic() + 10
    while len(frames) < count:
        assert time.monotonic() < deadline
        frames += source.recv_batch(100, 0.1)
    return frames


def test_frames_of_an_adapter_that_only_listens(adapter: SlcanAdapter) -> None:
    source = opened(adapter)
    adapter.send("t1232AABB", "T18FEF1001FF", "r1000", "d2009" + "00" * 12, "t1230")
    assert [frame[2:] for frame in receive(source, 5)] == [
        (0x123, 0, b"\xaa\xbb"),
        (0x18FEF100, EXTENDED, b"\xff"),
        (0x100, REMOTE, b""),
        (0x200, FD, bytes(12)),
        (0x123, 0, b""),
    ]
    source.close()
    assert adapter.commands.startswith(b"C\rS6\r")
    assert b"O\r" not in adapter.commands
    source.close()


def test_a_line_that_is_no_frame_is_counted(adapter: SlcanAdapter) -> None:
    source = opened(adapter)
    adapter.send("tXYZ1", "t12", "z", "t1230")
    assert receive(source, 1)[0].can_id == 0x123
    assert source.stats() == {"malformed": 2}
    source.close()


def test_an_unplugged_adapter_is_a_lost_source(adapter: SlcanAdapter) -> None:
    source = opened(adapter)
    adapter.unplug()
    with pytest.raises(SourceLost, match="slcan /dev/"):
        source.recv_batch(10, 1)
    source.close()


def test_no_such_port() -> None:
    source = SlcanSource("main", "/dev/habitacle-none", 500_000, SystemClock())
    with pytest.raises(SourceLost, match=r"slcan /dev/habitacle-none: .*No such file"):
        source.open()
    with pytest.raises(SourceLost, match="not open"):
        source.recv_batch(1, 0)
    source.close()


def test_too_many_frames_for_a_serial_port_are_told_once(
    adapter: SlcanAdapter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(slcan, "MANY_FRAMES", 20)
    caplog.set_level(logging.WARNING, "app")
    source = opened(adapter)
    for _ in range(2):
        adapter.send(*["t1230"] * 30)
        receive(source, 30)
    assert [record.message for record in caplog.records] == [
        f"slcan {adapter.device}: more than 20 frames/s; use a socketcan adapter"
    ]
    source.close()
