"""The live listing as a process of its own, on a Python without any library."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.__main__ import main
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from tests.fakes.can import write_profile
from tests.fakes.can_peer import peer

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listen(tmp_path: Path) -> list[str]:
    """The command for the small car, whose plan is already compiled."""
    folder = write_profile(tmp_path)
    load_plan(load_profile(folder), tmp_path / "cache")
    without_libraries = [sys.executable, "-S", "-E", "-c"]
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from app.__main__ import main; main()"
    words = ["listen", "--vehicle", str(folder), "--data-dir", str(tmp_path), "--seconds", "1.5"]
    return [*without_libraries, start, *words]


def test_rows_of_a_live_car(listen: list[str]) -> None:
    with peer() as (_, port):
        done = subprocess.run(
            [*listen, "--can", f"main=socketcand:127.0.0.1:{port}/can0"],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
            env={**os.environ, "LANG": "C.UTF-8"},
        )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    speed = [row for row in rows if row["signal"] == "Vehicle.Speed"]
    assert len(speed) == 1
    assert list(speed[0]) == [
        "time",
        "log_time",
        "bus",
        "signal",
        "value",
        "unit",
        "validity",
        "reason",
        "label",
    ]
    assert list(speed[0].values())[2:] == [
        "main",
        "Vehicle.Speed",
        50.0,
        "km/h",
        "valid",
        None,
        None,
    ]
    counts = json.loads(done.stderr)["main"]
    assert counts["decoded"] > 5
    assert counts["unknown_id"] > 1000


def test_only_the_signals_asked_for_and_a_bus_that_is_not_there(
    listen: list[str], tmp_path: Path
) -> None:
    channel = f"main=unix:{tmp_path}/none#0"
    done = subprocess.run(
        [*listen, "--can", channel, "--only", "*Speed"], capture_output=True, timeout=60, check=True
    )
    assert done.stdout == b""
    assert b"lost: unix" in done.stderr


def test_without_a_channel(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["listen", "--vehicle", "habitacle-ev"]) == 1
    assert "No CAN channel is configured for habitacle-ev" in capsys.readouterr().err
