"""Recorded logs of every format, recognition, pipes."""

import gzip
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.logs.reader import LogReader
from app.adapters.can.logs.records import Record
from app.core.errors import HabitacleError

ROOT = Path(__file__).resolve().parents[3]
KONA = "can/hyundai_kona_ev_2019_2021"
CRTD = "1.5 3R11 131 01\n"
SIGNALS = (
    "import argparse, sys; from app.main import signals_cmd as s; "
    "p = argparse.ArgumentParser(); s.add_arguments(p); sys.exit(s.run(p.parse_args()))"
)

Shared = Callable[[str], Path]


def read(path: Path) -> list[Record]:
    reader = LogReader(path)
    records = list(reader)
    assert not reader.stats.truncated
    assert reader.stats.bad_lines == 0
    return records


def frames_and_ids(records: list[Record], channel: str) -> tuple[int, int]:
    chosen = [record for record in records if record.channel == channel]
    return len(chosen), len({record.can_id for record in chosen})


def test_two_buses_of_a_parked_car(shared_data: Shared) -> None:
    records = read(shared_data(f"{KONA}/221217-1-2021-pcan-bcan-no-key.csv"))
    assert frames_and_ids(records, "0") == (8969, 31)
    assert frames_and_ids(records, "1") == (5325, 36)
    assert records[0].t_ns == 302_991_800_000
    assert [r.t_ns for r in records] == sorted(r.t_ns for r in records)


def test_a_diagnostic_scan(shared_data: Shared) -> None:
    records = read(shared_data(f"{KONA}/221210-2-2021-dcan-car-scanner-elm327-vcu-mcu-only.csv"))
    assert len(records) == 638
    # ISO-TP: answers in a single frame, and first frames of longer ones.
    assert sum(r.data[0] < 0x10 and r.data[1:3] == b"\x59\x02" for r in records) == 28
    assert sum(r.data[0] == 0x10 and r.data[2:4] == b"\x59\x02" for r in records) == 2
    assert sum(r.data[1] == 0x7F and r.data[3] == 0x78 for r in records) == 5


def test_the_same_capture_in_two_formats(shared_data: Shared) -> None:
    folder = shared_data("can/savvycan_same_capture_many_formats")
    dump, csv = read(folder / "candump.log"), read(folder / "GVRET_Log.csv")
    assert len(csv) == 12974
    assert len({record.can_id for record in csv}) == 180
    assert [(r.can_id, r.flags, r.data) for r in csv] == [(r.can_id, r.flags, r.data) for r in dump]


def test_a_small_electric_car(shared_data: Shared) -> None:
    records = read(shared_data("can/vw_egolf_ovms/kcan-synthetic.crtd"))
    assert (len(records), {record.channel for record in records}) == (20, {"2", "3"})
    first = Record(1_705_316_400_050_000_000, "3", 0x131, 0, bytes.fromhex("0000007900000000"))
    assert records[0] == first


def test_a_long_gzipped_drive(shared_data: Shared) -> None:
    records = read(shared_data("can/css_obd2_gps_drive/00000002-60FE415D.log.gz"))
    assert len(records) == 73785
    assert sum(r.can_id == 0x7E8 and r.channel == "can0" for r in records) == 7267
    assert sum(r.can_id == 0x17F00010 for r in records) == 1200


def test_diagnostic_answers(shared_data: Shared) -> None:
    records = read(shared_data("can/css_nissan_leaf_uds/17BD1DB7_00000170.log.gz"))
    assert (len(records), {r.can_id for r in records}) == (2010, {0x7BB, 0x7EC})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("drive.txt", CRTD),
        ("drive.crtd", "# a long comment\n" * 1000 + CRTD),
        ("drive.CRTD.gz", "# a long comment\n" * 1000 + CRTD),
        ("drive.trc", "     1)        15  0131  1 01\n"),
        ("drive.asc", "   1.500000 1  131  Rx  d 1 01\n"),
        ("drive.csv", "(1.5) can0 131#01\n"),
        ("drive.log", "\ufeffTime Stamp,ID,Extended,Bus,LEN,D1\n15,131,false,0,1,01\n"),
    ],
)
def test_content_decides_and_then_the_suffix(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    data = content.encode()
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    assert [(r.can_id, r.data) for r in LogReader(path)] == [(0x131, b"\1")]


@pytest.mark.parametrize("name", ["drive.asc", "drive.trc", "drive.crtd", "drive.blf", "drive.mf4"])
def test_no_suffix_makes_a_log_of_binary_rubbish(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(HabitacleError, match="unknown log format"):
        LogReader(path)


def test_text_that_is_no_frame_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "drive.asc"
    path.write_text("nothing of the kind\n" * 3, "utf-8")
    reader = LogReader(path)
    assert (list(reader), reader.stats.bad_lines) == ([], 3)


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
def test_a_log_from_a_pipe(
    rav4_log: Path, rav4_dbc: Path, name: str, pack: Callable[[bytes], bytes]
) -> None:
    words = ["--dbc", str(rav4_dbc), "--format", "jsonl", "--only", "SPEED.SPEED"]
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", SIGNALS, name, *words],
        input=pack(rav4_log.read_bytes()),
        capture_output=True,
        check=True,
        cwd=ROOT,
        timeout=60,
    )
    counts = json.loads(done.stderr)
    assert (counts["frames"], counts["truncated"]) == (8977, False)
    assert json.loads(done.stdout.splitlines()[0])["value"] == 29.38


def test_a_log_redirected_to_standard_input(rav4_log: Path, rav4_dbc: Path) -> None:
    with rav4_log.open("rb") as log:
        done = subprocess.run(
            [sys.executable, "-c", SIGNALS, "-", "--dbc", rav4_dbc, "--format", "csv"],
            stdin=log,
            capture_output=True,
            check=True,
            cwd=ROOT,
            timeout=60,
        )
    assert json.loads(done.stderr)["frames"] == 8977


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_pipe_written_in_pieces(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    text = "".join(f"({n}.5) can0 131#{n:04X}\n" for n in range(3000))

    def feed() -> None:
        packed = io.BytesIO(pack(text.encode()))
        with pipe.open("wb", buffering=0) as stream:
            stream.write(packed.read(1))
            while piece := packed.read(777):
                stream.write(piece)

    writer = threading.Thread(target=feed)
    writer.start()
    reader = LogReader(pipe)
    assert [int.from_bytes(record.data) for record in reader] == list(range(3000))
    writer.join(10)
    assert not reader.stats.truncated


def test_a_pipe_that_is_no_log_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"\0\1\2",))
    writer.start()
    with pytest.raises(HabitacleError, match="unknown log format"):
        LogReader(pipe)
    writer.join(10)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HabitacleError, match="Is a directory"):
        LogReader(tmp_path)
