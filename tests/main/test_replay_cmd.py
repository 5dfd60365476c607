import json
from pathlib import Path
from typing import Any

import pytest

from app.__main__ import main
from tests.adapters.can.car import MOTION, motion
from tests.adapters.can.test_signals_cmd import log
from tests.fakes.can import write_profile

REPLAY = ("--rate", "0", "--headless")


def rows(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def replay(folder: Path, *words: object) -> int:
    drive = log(folder, *((t / 10, MOTION, motion(10 + t // 4)) for t in range(12)))
    profile = write_profile(folder)
    command = ["replay", drive, "--vehicle", profile, *REPLAY, *words]
    return main([str(word) for word in command])


def test_rate_0_prints_each_change_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay(tmp_path) == 0
    speeds = [row for row in rows(capsys) if row["signal"] == "Vehicle.Speed"]
    assert [(row["time"], row["value"]) for row in speeds] == [(0.0, 10), (0.4, 11), (0.8, 12)]


def test_rate_0_leaves_out_the_beginning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert replay(tmp_path, "--start", "0.5") == 0
    speeds = [row for row in rows(capsys) if row["signal"] == "Vehicle.Speed"]
    assert [(row["time"], row["value"]) for row in speeds] == [(0.5, 11), (0.8, 12)]
