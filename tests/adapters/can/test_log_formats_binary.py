"""BLF and MF4."""

import gzip
import importlib.util
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import can
import pytest
from can.io.blf import BLFWriter

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import LogStats, Record
from app.core.errors import HabitacleError

MF4 = pytest.mark.skipif(
    not importlib.util.find_spec("asammdf"), reason="needs the mf4 extra: asammdf is missing"
)
START = 1_700_000_000
KINDS = [
    (0x123, 0, b"\1\2"),
    (0x123, EXTENDED, b"\3"),
    (0x18FEF100, EXTENDED | REMOTE, b""),
    (0, ERROR, b""),
    (0x321, FD, bytes(range(64))),
]


def blf(path: Path) -> bytes:
    """A log of the five kinds of frames and 5 000 more, in several containers."""
    with BLFWriter(path, max_container_size=4096) as log:
        for message in (
            can.Message(START, 0x123, is_extended_id=False, data=b"\1\2", channel=0),
            can.Message(START + 0.25, 0x123, data=b"\3", channel=1),
            can.Message(START + 0.5, 0x18FEF100, is_remote_frame=True, dlc=4, channel=0),
            can.Message(START + 1, is_error_frame=True, channel=0),
            can.Message(START + 1.5, 0x321, is_extended_id=False, is_fd=True, data=range(64)),
        ):
            log.on_message_received(message)
        for number in range(5000):
            data = (number * 7919 % 65521).to_bytes(8)
            log.on_message_received(can.Message(START + 2 + number / 1000, 0x200, data=data))
    return path.read_bytes()


def read(path: Path) -> tuple[list[Record], LogStats]:
    reader = LogReader(path)
    return list(reader), reader.stats


def test_blf(tmp_path: Path) -> None:
    content = blf(tmp_path / "drive.blf")
    records, stats = read(tmp_path / "drive.blf")
    assert [(r.can_id, r.flags, r.data) for r in records[:5]] == KINDS
    assert [r.channel for r in records[:4]] == ["1", "2", "1", "1"]
    assert [r.t_ns - START * 10**9 for r in records[:3]] == [0, 250_000_000, 500_000_000]
    assert (len(records), stats.truncated) == (5005, False)
    packed = tmp_path / "packed"
    packed.write_bytes(gzip.compress(content))
    assert read(packed)[0] == records


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9, 0.999])
def test_a_cut_blf(tmp_path: Path, share: float) -> None:
    path = tmp_path / "drive.blf"
    content = blf(path)
    whole, _ = read(path)
    path.write_bytes(content[: int(len(content) * share)])
    records, stats = read(path)
    assert 0 < len(records) < len(whole)
    assert records == whole[: len(records)]
    assert stats.truncated


@pytest.mark.parametrize("size", [4, 60, 144 + 8])
def test_a_blf_cut_in_its_first_headers(tmp_path: Path, size: int) -> None:
    path = tmp_path / "drive.blf"
    path.write_bytes(blf(path)[:size])
    records, stats = read(path)
    assert (records, stats.truncated) == ([], True)


def test_a_damaged_blf_gives_the_frames_before(tmp_path: Path) -> None:
    path = tmp_path / "drive.blf"
    content = bytearray(blf(path))
    whole, _ = read(path)
    middle = content.index(b"LOBJ", len(content) // 2)
    content[middle : middle + 4] = b"what"
    path.write_bytes(content)
    records, stats = read(path)
    assert records == whole[: len(records)]
    assert 0 < len(records) < len(whole)
    assert stats.truncated


def test_blf_rubbish_is_never_more_than_a_damaged_end(tmp_path: Path) -> None:
    path = tmp_path / "drive.blf"
    content = blf(path)
    chance = random.Random(20)  # noqa: S311 - a repeatable test, no secret
    for _ in range(60):
        damaged = bytearray(content[:9000])
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(4, len(damaged))] = chance.choice((0, 5, 15, 255))
        path.write_bytes(damaged)
        assert read(path)[1].truncated


def test_text_logs_do_not_import_python_can() -> None:
    script = "import sys, app.adapters.can.logs.reader; sys.exit('can' in sys.modules)"
    root = Path(__file__).resolve().parents[3]
    assert subprocess.run([sys.executable, "-c", script], cwd=root, check=False).returncode == 0


@pytest.mark.parametrize("magic", [b"MDF     4.11", b"UnFinMF 4.11"])
def test_mf4_without_its_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, magic: bytes
) -> None:
    monkeypatch.setitem(sys.modules, "asammdf", None)
    path = tmp_path / "drive.mf4"
    path.write_bytes(magic + bytes(100))
    with pytest.raises(HabitacleError, match="install the mf4 extra"):
        LogReader(path)


@MF4
def test_mf4(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("can/css_nissan_leaf_uds")
    original = folder / "17BD1DB7_00000170.MF4"
    records, _ = read(original)
    text, _ = read(folder / "17BD1DB7_00000170.log.gz")
    assert len(records) == 2010
    assert records == [record._replace(channel="1") for record in text]


@MF4
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_cut_mf4(shared_data: Callable[[str], Path], tmp_path: Path) -> None:
    original = shared_data("can/css_nissan_leaf_uds/17BD1DB7_00000170.MF4")
    cut = tmp_path / "cut.mf4"
    cut.write_bytes(original.read_bytes()[:1000])
    assert read(cut)[1].truncated
