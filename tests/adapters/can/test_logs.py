import gzip
from pathlib import Path

import pytest

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import Record
from app.core.errors import HabitacleError

LINES = "(1.000000) can0 0B4#01\n(1.000001) can1 18FEF100#0203\n(1.5) can0 0B4#02\n"


def read(path: Path) -> tuple[list[Record], LogReader]:
    reader = LogReader(path)
    return list(reader), reader


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "drive.log"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_plain_and_gzipped(tmp_path: Path) -> None:
    expected = [
        Record(1_000_000_000, "can0", 0xB4, 0, b"\1"),
        Record(1_000_001_000, "can1", 0x18FEF100, EXTENDED, b"\2\3"),
        Record(1_500_000_000, "can0", 0xB4, 0, b"\2"),
    ]
    assert read(write(tmp_path, LINES))[0] == expected
    assert read(write(tmp_path, gzip.compress(LINES.encode())))[0] == expected


def test_other_kinds_of_frames(tmp_path: Path) -> None:
    lines = (
        "(1.0) can0 123#R\n(1.0) can0 123#R8\n(1.0) can0 123##0AABB\n"
        "(1.0) can0 20000080#0000000000000000\n(1.0) can0 123# R\n(1.0) can0 123#01 T\n"
    )
    flags = [record.flags for record in read(write(tmp_path, lines))[0]]
    assert flags == [REMOTE, REMOTE, FD, ERROR, 0, 0]


def test_frames_are_sorted_within_a_second(tmp_path: Path) -> None:
    lines = "".join(f"({t}) can0 001#{n:02X}\n" for n, t in enumerate(["5.0", "5.9", "5.1", "5.1"]))
    records, reader = read(write(tmp_path, lines))
    assert [record.data[0] for record in records] == [0, 2, 3, 1]
    assert reader.stats.back_in_time == 0


def test_a_late_straggler_takes_the_previous_time(tmp_path: Path) -> None:
    lines = "".join(f"({t}) can0 001#{n:02X}\n" for n, t in enumerate(["5.0", "7.0", "8.5", "1.0"]))
    records, reader = read(write(tmp_path, lines))
    assert [r.t_ns for r in records] == sorted(r.t_ns for r in records)
    assert reader.stats.back_in_time == 1


@pytest.mark.parametrize("tail", ["(1.6) can0 0B", "(1.6) can0 0B4#0", "(1.6) can0 0B4#", "(1."])
def test_a_truncated_end(tmp_path: Path, tail: str) -> None:
    records, reader = read(write(tmp_path, LINES + tail))
    assert len(records) == 3
    assert reader.stats.truncated
    assert reader.stats.bad_lines == 0


def test_a_last_line_without_its_end_may_be_whole(tmp_path: Path) -> None:
    records, reader = read(write(tmp_path, LINES + "(1.6) can0 0B4#07"))
    assert records[-1].data == b"\7"
    assert not reader.stats.truncated


def test_a_truncated_gzip(tmp_path: Path) -> None:
    text = "".join(f"({n}.0) can0 0B4#{n * 7919 % 65521:08X}\n" for n in range(3000))
    packed = gzip.compress(text.encode())
    records, reader = read(write(tmp_path, packed[: len(packed) // 2]))
    assert 0 < len(records) < 3000
    assert reader.stats.truncated


def test_bad_lines_are_counted(tmp_path: Path) -> None:
    records, reader = read(write(tmp_path, LINES + "what\n\n" + LINES))
    assert (len(records), reader.stats.bad_lines, reader.stats.lines) == (6, 1, 7)


def test_empty_rubbish_and_missing(tmp_path: Path) -> None:
    assert read(write(tmp_path, ""))[0] == []
    with pytest.raises(HabitacleError, match="unknown log format"):
        LogReader(write(tmp_path, bytes(range(256)) * 20))
    with pytest.raises(HabitacleError, match=r"none\.log: No such file"):
        LogReader(tmp_path / "none.log")


def test_the_recorded_drive(rav4_log: Path) -> None:
    records, reader = read(rav4_log)
    assert (len(records), len({r.can_id for r in records})) == (8977, 90)
    assert not reader.stats.truncated


@pytest.mark.parametrize(
    "content", [b"\x1f\x8b\x08zzzz", gzip.compress(LINES.encode(), mtime=0)[:20]]
)
def test_a_gzip_file_without_a_readable_line_is_truncated(tmp_path: Path, content: bytes) -> None:
    records, reader = read(write(tmp_path, content))
    assert records == []
    assert reader.stats.truncated
