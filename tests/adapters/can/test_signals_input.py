"""`habitacle signals` and bad input: every row of the specification's section 11 about logs."""

import gzip
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.main.progress import CHECK_EVERY, counted
from tests.adapters.can.car import MOTION, STATE, TYRES, motion, state, tyre
from tests.adapters.can.test_signals_cmd import ROOT, log, rows, run
from tests.fakes.can import write_profile

KEYS = [
    "frames",
    "decoded",
    "unknown_id",
    "unmapped_channel",
    "short",
    "long",
    "error_frames",
    "remote",
    "checksum",
    "counter",
    "mux_unknown",
    "transport_lost",
    "bad_lines",
    "truncated",
    "signals",
]


def counts_of(folder: Path, *words: object) -> dict[str, Any]:
    stats = folder / "stats.json"
    run(*words, "--format", "jsonl", "--stats", stats)
    found: dict[str, Any] = json.loads(stats.read_text())
    return found


def odd_log(folder: Path) -> Path:
    """One good frame among all that a bus may carry besides."""
    path = log(
        folder,
        (0.0, STATE, state(2)),
        (0.1, STATE, state(2) + b"\0"),
        (0.2, STATE, b"\2"),
        (0.3, 0x7FF, b"\0"),
        (0.4, TYRES, tyre(3, 200)),
        (0.5, MOTION, motion(50)),
    )
    more = [
        "(1000.600000) can0 20000080#0000000000000000\n",
        "(1000.700000) can0 103#R\n",
        "(1000.800000) can7 103#0000\n",
    ]
    path.write_text(path.read_text() + "".join(more), "utf-8")
    return path


@pytest.mark.parametrize("by", ["--vehicle", "--dbc"])
def test_what_is_not_decoded_is_counted(
    tmp_path: Path, by: str, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    words = ("--vehicle", car) if by == "--vehicle" else ("--channel", f"0={car / 'small.dbc'}")
    counts = counts_of(tmp_path, odd_log(tmp_path), *words)
    assert list(counts) == KEYS
    wanted = {
        "frames": 9,
        "unknown_id": 1,
        "unmapped_channel": 1,
        "short": 1,
        "long": 1,
        "error_frames": 1,
        "remote": 1,
        "mux_unknown": 1,
        "bad_lines": 0,
        "truncated": False,
    }
    assert {name: counts[name] for name in wanted} == wanted
    assert counts["decoded"] == (3 if by == "--vehicle" else 4)
    last = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert last == {name: counts[name] for name in KEYS[:-1]}


def test_a_frame_of_wrong_length_is_not_decoded_and_the_value_ages(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    frames = [(n / 10, MOTION, motion(50) + b"\0" * (n > 0)) for n in range(8)]
    run(log(tmp_path, *frames), "--vehicle", car, "--format", "jsonl", "--only", "*.Speed")
    assert [(r["time"], r["validity"]) for r in rows(capsys)] == [(0.0, "valid"), (0.5, "stale")]


def test_a_broken_gzip_gives_its_complete_frames_and_exit_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    frames = [(n / 100, MOTION, motion(n % 200)) for n in range(2000)]
    text = log(tmp_path, *frames).read_bytes()
    packed = tmp_path / "drive.log.gz"
    packed.write_bytes(gzip.compress(text))
    words = (packed, "--vehicle", car, "--format", "jsonl", "--only", "*.Speed")
    assert run(*words) == 0
    whole = rows(capsys)
    packed.write_bytes(gzip.compress(text)[:-2000])
    assert run(*words) == 1
    out, err = capsys.readouterr()
    cut = [json.loads(line) for line in out.splitlines()]
    assert 0 < len(cut) < len(whole) == 2000
    assert cut == whole[: len(cut)]
    assert err.count("the log ends in the middle of a frame") == 1
    assert json.loads(err.splitlines()[0])["truncated"] is True


@pytest.mark.parametrize(("bad", "code"), [(1, 0), (3, 1)])
def test_more_than_one_bad_line_in_a_hundred_is_exit_1(
    tmp_path: Path, bad: int, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, *[(n / 10, MOTION, motion(50)) for n in range(200)])
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(lines[:100] + ["nonsense\n"] * bad + lines[100:]), "utf-8")
    assert run(path, "--vehicle", car, "--format", "jsonl", "--only", "*.Speed") == code
    assert len(rows(capsys)) == 200


def test_an_empty_log_and_rubbish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    car, path = write_profile(tmp_path), tmp_path / "drive.log"
    path.write_bytes(b"")
    assert counts_of(tmp_path, path, "--vehicle", car)["frames"] == 0
    assert capsys.readouterr().out == ""
    path.write_bytes(bytes(range(256)) * 4)
    with pytest.raises(HabitacleError, match="unknown log format"):
        run(path, "--vehicle", car, "--format", "jsonl")


def test_the_clock_runs_on_after_the_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, *[(n / 10, MOTION, motion(50)) for n in range(5)])
    words = (path, "--vehicle", car, "--format", "jsonl", "--only", "*.Speed", "--tail")
    for tail, last in (("0", "valid"), ("0.499", "valid"), ("0.5", "stale")):
        assert run(*words, tail) == 0
        assert rows(capsys)[-1]["validity"] == last


SCRIPT = (
    "import argparse, sys; from app.main import signals_cmd as s; "
    "p = argparse.ArgumentParser(); s.add_arguments(p); sys.exit(s.run(p.parse_args()))"
)


def test_a_log_from_a_pipe_is_quiet_in_a_pipe(tmp_path: Path) -> None:
    car = write_profile(tmp_path)
    text = log(tmp_path, *[(n / 10, MOTION, motion(50)) for n in range(50)]).read_bytes()
    words = ["-", "--vehicle", str(car), "--format", "jsonl", "--only", "*.Speed"]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *words],
        cwd=ROOT,
        input=text,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) == 50
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["frames"] == 50


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = io.StringIO()
    assert list(counted(range(5000), "frames", quiet)) == list(range(5000))
    assert quiet.getvalue() == ""
    clock = iter(range(1000))
    monkeypatch.setattr("app.main.progress.time.monotonic", lambda: float(next(clock)))
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal:
        assert list(counted(range(2 * CHECK_EVERY), "frames", terminal)) == list(
            range(2 * CHECK_EVERY)
        )
        shown = os.read(leader, 1000).decode()
    os.close(leader)
    assert shown == "\r\x1b[K1024 frames\r\x1b[K2048 frames\r\x1b[K"
