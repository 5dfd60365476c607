"""The turns of the GUI thread right after the first frame: short, and none loads a module."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
WANTED = {"_build_services", "_build_views", "_provide_views", "_complete", "_drive", "_opened"}
LONGEST_UNITS = 12
"""9 ms where the longest takes 2.5 ms; before they were split it took more than 30."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """One start in an interpreter of its own, in processor time: what else runs counts less."""
    command = [sys.executable, "-m", "tests.main.start_turns", str(tmp_path_factory.mktemp("data"))]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def test_everything_is_handed_over(start: dict[str, Any]) -> None:
    assert {name for name, _, _ in start["turns"]} >= WANTED


def test_no_turn_is_long(start: dict[str, Any]) -> None:
    took = {name: seconds / start["unit"] for name, seconds, _ in start["turns"]}
    assert {name: units for name, units in took.items() if units > LONGEST_UNITS} == {}


def test_no_turn_loads_a_module(start: dict[str, Any]) -> None:
    assert {name: modules for name, _, modules in start["turns"] if modules} == {}
