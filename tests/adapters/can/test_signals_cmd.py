import argparse
import csv
import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import HabitacleError
from app.main import signals_cmd
from tests.adapters.can.car import MOTION, STATE, TYRES, motion, state, tyre
from tests.fakes.can import write_profile

ROOT = Path(__file__).resolve().parents[3]


def run(*words: object) -> int:
    parser = argparse.ArgumentParser()
    signals_cmd.add_arguments(parser)
    return signals_cmd.run(parser.parse_args([str(word) for word in words]))


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def log(folder: Path, *frames: tuple[float, int, bytes]) -> Path:
    path = folder / "drive.log"
    lines = [f"({1000 + t:.6f}) can0 {i:03X}#{data.hex().upper()}\n" for t, i, data in frames]
    path.write_text("".join(lines), "utf-8")
    return path


def test_the_specified_row(
    rav4_log: Path, rav4_dbc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(rav4_log, "--dbc", rav4_dbc, "--format", "jsonl", "--only", "SPEED.SPEED") == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        '{"time":2.3e-05,"log_time":1533224087.000023,"bus":"can0","signal":"SPEED.SPEED",'
        '"value":29.38,"unit":"km/h","validity":"valid","reason":null,"label":null}'
    )


def test_counts_of_the_recorded_drive(
    tmp_path: Path, rav4_log: Path, rav4_dbc: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stats = tmp_path / "stats.json"
    assert run(rav4_log, "--dbc", rav4_dbc, "--format", "jsonl", "--stats", stats) == 0
    out, err = capsys.readouterr()
    counts = json.loads(stats.read_text())
    assert (counts["frames"], counts["decoded"]) == (8977, 6299)
    assert len(out.splitlines()) == sum(s["valid"] for s in counts["signals"].values()) == 29156
    assert json.loads(err)["frames"] == 8977


def test_time_outs_appear_at_their_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, (0, MOTION, motion(50)), (0.9, STATE, state(2)))
    arguments = (path, "--vehicle", car, "--format", "jsonl", "--tail", 5)
    assert run(*arguments, "--only", "*Speed") == 0
    found = [(r["time"], r["value"], r["validity"], r["reason"]) for r in rows(capsys)]
    assert found == [(0.0, 50.0, "valid", None), (0.5, None, "stale", "timeout")]
    run(*arguments, "--only", "*Hood*")
    found = [(r["time"], r["value"], r["validity"], r["reason"]) for r in rows(capsys)]
    assert found == [(0.9, False, "valid", None), (1.9, None, "stale", "bus_silent")]


def test_emit_change(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, *[(n / 10, MOTION, motion(50 + (n > 2))) for n in range(6)])
    run(path, "--vehicle", car, "--format", "jsonl", "--emit", "change", "--only", "*.Speed")
    assert [(r["time"], r["value"]) for r in rows(capsys)] == [(0.0, 50.0), (0.3, 51.0)]


def test_dbc_lengths_and_multiplexers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dbc = write_profile(tmp_path) / "small.dbc"
    path = log(
        tmp_path,
        (0, TYRES, tyre(0, 240) + b"\0\0"),
        (1, TYRES, tyre(0, 240)[:2]),
        (2, TYRES, tyre(3, 240)),
    )
    stats = tmp_path / "stats.json"
    run(path, "--dbc", dbc, "--format", "jsonl", "--stats", stats)
    assert [(r["signal"], r["value"]) for r in rows(capsys)] == [
        ("TYRES.Wheel", 0),
        ("TYRES.PressureLeft", 240),
        ("TYRES.Wheel", 3),
    ]
    counts = json.loads(stats.read_text())
    wanted = {"decoded": 2, "long": 1, "short": 1, "mux_unknown": 1}
    assert {name: counts[name] for name in wanted} == wanted


def test_csv_forms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    car = write_profile(tmp_path)
    run(log(tmp_path, (0, STATE, state(2, soc=127))), "--vehicle", car, "--format", "csv")
    table = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [(r["value"], r["validity"], r["reason"]) for r in table] == [
        ("ON", "valid", ""),
        ("false", "valid", ""),
        ("", "invalid", "sna"),
    ]


def test_channels_choose_the_dbc_and_the_bus(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, (0, STATE, state(2)))
    text = path.read_text()
    path.write_text(text + text.replace("can0", "can5"), "utf-8")
    stats = tmp_path / "stats.json"
    run(path, "--channel", f"5={car / 'small.dbc'}", "--format", "jsonl", "--stats", stats)
    assert {r["bus"] for r in rows(capsys)} == {"can5"}
    assert json.loads(stats.read_text())["unmapped_channel"] == 1
    run(path, "--vehicle", car, "--channel", "5=main", "--format", "jsonl")
    assert len(rows(capsys)) == 6


def test_check_range(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    dbc = write_profile(tmp_path) / "small.dbc"
    path = log(tmp_path, (0, MOTION, motion(350)))
    words = (path, "--dbc", dbc, "--format", "jsonl", "--only", "*.Speed")
    run(*words)
    assert rows(capsys)[0]["value"] == 350
    run(*words, "--check-range")
    assert (rows(capsys)[0]["value"]) is None


def test_exit_codes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    car = write_profile(tmp_path)
    path = log(tmp_path, (0, STATE, state(2)))
    assert run(path, "--format", "jsonl") == 2
    assert run(path, "--vehicle", car, "--channel", "5", "--format", "jsonl") == 2
    whole = path.read_text()
    path.write_text(whole + whole[:-3], "utf-8")
    assert run(path, "--vehicle", car, "--format", "jsonl") == 1
    assert "ends in the middle" in capsys.readouterr().err
    path.write_text(whole + "rubbish\n", "utf-8")
    assert run(path, "--vehicle", car, "--format", "jsonl") == 1
    path.write_text("", "utf-8")
    assert run(path, "--vehicle", car, "--format", "jsonl") == 0
    path.write_bytes(b"\0\1\2")
    with pytest.raises(HabitacleError, match="unknown log format"):
        run(path, "--vehicle", car, "--format", "jsonl")


def test_a_broken_pipe_is_quiet(rav4_log: Path, rav4_dbc: Path) -> None:
    script = (
        "import argparse, sys; from app.main import signals_cmd as s; "
        "p = argparse.ArgumentParser(); s.add_arguments(p); sys.exit(s.run(p.parse_args()))"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", script, rav4_log, "--dbc", rav4_dbc, "--format", "jsonl"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stderr is not None
    child.stdout.readline()
    child.stdout.close()
    errors = child.stderr.read()
    child.stderr.close()
    assert (child.wait(20), errors) == (0, b"")


@pytest.mark.parametrize("tail", ["-1", "nan", "inf"])
def test_a_tail_that_is_no_time_is_wrong_usage(tmp_path: Path, tail: str) -> None:
    drive = log(tmp_path, (0, STATE, state(1)))
    profile = write_profile(tmp_path)
    assert run(drive, "--vehicle", profile, "--format", "jsonl", "--tail", tail) == 2


def test_counts_that_cannot_be_written_are_refused_in_a_sentence(tmp_path: Path) -> None:
    drive = log(tmp_path, (0, STATE, state(1)))
    words = ["--vehicle", write_profile(tmp_path), "--format", "jsonl"]
    with pytest.raises(HabitacleError, match="cannot be written: No such file"):
        run(drive, *words, "--stats", tmp_path / "missing/stats.json")


def test_a_dbc_that_is_not_there_is_refused_with_a_profile_too(tmp_path: Path) -> None:
    drive = log(tmp_path, (0, STATE, state(1)))
    words = ["--vehicle", write_profile(tmp_path), "--format", "jsonl"]
    with pytest.raises(HabitacleError, match="No such file"):
        run(drive, *words, "--dbc", tmp_path / "missing.dbc")


def test_rubbish_instead_of_a_dbc_is_one_printable_sentence(tmp_path: Path) -> None:
    drive = log(tmp_path, (0, STATE, state(1)))
    rubbish = tmp_path / "car.dbc"
    rubbish.write_bytes(bytes(range(1, 256)) * 3)
    with pytest.raises(HabitacleError) as refusal:
        run(drive, "--dbc", rubbish, "--format", "jsonl")
    assert str(refusal.value).isprintable()
    assert str(refusal.value).endswith(".")
