"""`habitacle bench`: figures as ratios within one run, so that they hold on any machine."""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from app.core.errors import HabitacleError
from app.main.paths import ROOT

_RUNS = 5
_PATIENCE_S = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "what",
        nargs="*",
        choices=["start", "decode", "fleet", []],
        default=[],
        help="default: start and decode; fleet: how a fleet returns to its broker",
    )
    parser.epilog = "example: habitacle bench start"


def run(args: argparse.Namespace) -> int:
    """Print one line a figure."""
    wanted = args.what or ["start", "decode"]
    if "start" in wanted:
        _print(_start())
    if "decode" in wanted:
        from app.main.bench_decode import measure

        _print(measure())
    if "fleet" in wanted:
        from app.main import bench_fleet

        _print(bench_fleet.measure())
    return 0


def _print(figures: dict[str, float]) -> None:
    for name, value in figures.items():
        print(f"{name:44} {value:10.2f}", flush=True)


def _start() -> dict[str, float]:
    runs: dict[str, list[dict[str, float]]] = {"bare": [], "hmi": []}
    with tempfile.TemporaryDirectory(prefix="habitacle-bench-") as folder:
        _child("hmi", folder)  # compiles the vehicle plan and the catalogue, as a first start does
        for _ in range(_RUNS):
            for kind, results in runs.items():
                results.append(_child(kind, folder))
    figures: dict[str, float] = {}
    for key in ("first_frame_ms", "rss_mb"):
        bare, hmi = (statistics.median(r[key] for r in runs[kind]) for kind in ("bare", "hmi"))
        figures |= {f"{key} hmi": hmi, f"{key} bare window": bare, f"{key} ratio": hmi / bare}
    return figures


def _child(kind: str, folder: str) -> dict[str, float]:
    environment = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", **os.environ}
    environment["PYTHONPATH"] = str(ROOT)
    # An installed program is compiled once: neither window is charged for compiling Python.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = f"{folder}/pycache"
    command = [sys.executable, "-m", "app.main.bench_start", kind, repr(time.monotonic()), folder]
    try:
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise HabitacleError(f"The {kind} window showed nothing in {_PATIENCE_S} s.") from error
    if done.returncode != 0:
        raise HabitacleError(f"The {kind} window did not start: {done.stderr.strip()[-200:]}.")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures
