"""A tester's way with a bug: run a scenario, keep the trace, replay the trace."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.emulator.trace import opened
from app.main.paths import ROOT

pytestmark = pytest.mark.journey

_SCENARIO = """title = "Looks at a page"
[[step]]
wait = { state = { driving = "parked", link = "up" } }
[[step]]
open = "vehicle"
[[step]]
expect = { text = "%s", within = "2 s" }
"""


def habitacle(*words: object) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app", *map(str, words)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_a_scenario_is_traced_and_the_trace_replays(tmp_path: Path) -> None:
    path, trace = tmp_path / "page.toml", tmp_path / "page.habtrace"
    path.write_text(_SCENARIO % "Vehicle")
    done = habitacle("emulate", "--headless", "--scenario", path, "--trace", trace)
    assert done.returncode == 0, done.stderr
    assert "ok   Looks at a page" in done.stdout
    with opened(trace) as bundle:
        assert [row["do"] for row in bundle.rows("acts.jsonl")] == ["wait", "open", "expect"]
        assert ("page", "vehicle") in [(r["event"], r["name"]) for r in bundle.rows("ui.jsonl")]
        assert any(r["topic"].endswith("/up/state") for r in bundle.rows("mqtt.jsonl"))
    replayed = habitacle("replay", trace, "--rate", 0, "--headless")
    decoded = habitacle("signals", trace, "--format", "jsonl", "--emit", "change")
    assert (replayed.returncode, decoded.returncode) == (0, 0), replayed.stderr + decoded.stderr
    assert replayed.stdout == decoded.stdout
    speeds = [
        row["value"]
        for row in map(json.loads, decoded.stdout.splitlines())
        if row["signal"] == "Vehicle.Speed"
    ]
    assert speeds == [0.0]


def test_a_scenario_that_fails_is_one_line_and_exit_1(tmp_path: Path) -> None:
    path = tmp_path / "fails.toml"
    path.write_text(_SCENARIO % "Nobody wrote this")
    done = habitacle("emulate", "--headless", "--scenario", path)
    assert done.returncode == 1
    assert f"{path}:6: step 3 (expect): within 2 s expected text 'Nobody wrote" in done.stderr
    with_data = habitacle("emulate", "--scenario", path, "--headless", "--data-dir", tmp_path)
    assert with_data.returncode == 1
    assert "leave out --data-dir" in with_data.stderr
