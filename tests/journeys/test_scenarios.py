"""Scenarios as a CI runs them; all of them: `habitacle scenario run assets/scenarios/*.toml`."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from app.main.paths import ASSETS, ROOT

pytestmark = pytest.mark.journey

SHORT = ("forged-command", "silent-bus", "consent-while-broker-down")
_FAILING = """title = "Fails"
[[step]]
wait = { text = "Home" }
[[step]]
wait = { text = "Nobody wrote this", within = "200 ms" }
"""


def scenario_run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "app", "scenario", "run", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", SHORT)
def test_the_short_set(name: str, tmp_path: Path) -> None:
    junit, shots = tmp_path / "junit.xml", tmp_path / "shots"
    done = scenario_run(
        str(ASSETS / f"scenarios/{name}.toml"), "--junit", str(junit), "--shots", str(shots)
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    root = ET.parse(junit).getroot()  # noqa: S314  our own file
    assert (root.get("tests"), root.get("failures")) == ("1", "0")


def test_a_failure_is_one_precise_line(tmp_path: Path) -> None:
    path, shots = tmp_path / "fails.toml", tmp_path / "shots"
    path.write_text(_FAILING)
    done = scenario_run(str(path), "--shots", str(shots))
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"{path}:4: step 2 (wait): within 0.2 s expected text 'Nobody wrote")
    assert f"picture {shots / 'fails-failure.png'}; last messages: " in line
    assert (shots / "fails-failure.png").stat().st_size > 0
    assert done.stdout.splitlines()[-1] == "0 passed, 1 failed."
