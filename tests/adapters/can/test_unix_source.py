from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE, Frame
from app.adapters.can.source import SourceLost
from app.adapters.can.unix_source import UnixSource
from app.adapters.can.virtual import VirtualSource, send_virtual
from tests.fakes.can_links import ReaderUnit, record
from tests.fakes.car import ManualClock

NOW = ManualClock().ns


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[ReaderUnit]:
    unit = ReaderUnit(tmp_path / "can.sock")
    yield unit
    unit.end()


@pytest.fixture
def source(unit: ReaderUnit, tmp_path: Path) -> Iterator[UnixSource]:
    source = UnixSource(str(tmp_path / "can.sock"), {0: "body", 3: "adas"}, ManualClock())
    source.open()
    unit.accept()
    yield source
    source.close()


def test_many_records_in_a_datagram_and_several_buses(unit: ReaderUnit, source: UnixSource) -> None:
    unit.send(
        record(0x123, b"\x01\x02")
        + record(0x18FEF100 | 1 << 31, b"", bus=3)
        + record(0x200, bytes(64), bus=3, flags=1 | 2 | 4)
        + record(0x7DF | 1 << 30, b"")
        + record(0x4 | 1 << 29, bytes(8))
        + record(0x123, b"", bus=9)
    )
    assert source.recv_batch(100, 1) == [
        Frame(NOW, "body", 0x123, 0, b"\x01\x02"),
        Frame(NOW, "adas", 0x18FEF100, EXTENDED, b""),
        Frame(NOW, "adas", 0x200, FD, bytes(64)),
        Frame(NOW, "body", 0x7DF, REMOTE, b""),
        Frame(NOW, "body", 0x4, ERROR, bytes(8)),
    ]
    assert source.stats() == {"unknown_bus": 1}


def test_all_waiting_datagrams_come_together_and_no_more_than_asked(
    unit: ReaderUnit, source: UnixSource
) -> None:
    for number in range(4):
        unit.send(record(number, b"") * 3)
    batches = [source.recv_batch(5, 1) for _ in range(4)]
    assert max(len(batch) for batch in batches) == 5
    assert [frame.can_id for batch in batches for frame in batch] == sorted([0, 1, 2, 3] * 3)
    assert source.recv_batch(5, 0.001) == []


@pytest.mark.parametrize(
    "datagram",
    [
        b"\0" * 15,
        record(1, b"12345678")[:-1],
        record(1, b"") + b"\0",
        record(1, b"123456789"),
        record(1, bytes(9), flags=1),
    ],
)
def test_a_malformed_datagram_is_dropped_and_counted(
    unit: ReaderUnit, source: UnixSource, datagram: bytes
) -> None:
    unit.send(datagram)
    unit.send(record(0x123, b"\x01"))
    assert [frame.can_id for frame in source.recv_batch(10, 1)] == [0x123]
    assert source.stats() == {"malformed": 1}


def test_the_end_of_the_file_is_a_lost_source_after_its_last_frames(
    unit: ReaderUnit, source: UnixSource
) -> None:
    unit.send(record(0x123, b""))
    unit.hang_up()
    assert len(source.recv_batch(10, 1)) == 1
    with pytest.raises(SourceLost, match="closed by the reader"):
        source.recv_batch(10, 1)


def test_a_unit_that_comes_back(unit: ReaderUnit, source: UnixSource) -> None:
    unit.hang_up()
    with pytest.raises(SourceLost):
        source.recv_batch(10, 1)
    source.open()
    unit.accept()
    unit.send(record(0x123, b""))
    assert len(source.recv_batch(10, 1)) == 1


def test_nobody_listens(tmp_path: Path) -> None:
    source = UnixSource(str(tmp_path / "none"), {0: "body"}, ManualClock())
    with pytest.raises(SourceLost, match=f"unix {tmp_path}/none: No such file"):
        source.open()
    with pytest.raises(SourceLost, match="not open"):
        source.recv_batch(1, 0)


def test_a_virtual_bus() -> None:
    source, other = (VirtualSource(bus, "lab", ManualClock()) for bus in ("body", "adas"))
    assert not send_virtual("lab", 0x123, b"")
    source.open()
    source.open()
    with pytest.raises(SourceLost, match="in use"):
        other.open()
    assert send_virtual("lab", 0x123, b"\x01", EXTENDED)
    assert source.recv_batch(10, 1) == [Frame(NOW, "body", 0x123, EXTENDED, b"\x01")]
    assert source.recv_batch(10, 0.001) == []
    assert source.stats() == {"sent": 1}
    source.close()
    assert not send_virtual("lab", 0x123, b"")
