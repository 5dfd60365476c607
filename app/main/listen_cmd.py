"""`habitacle listen`: the values of a live car as they change, without a screen."""

import argparse
import fnmatch
import json
import math
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from app.adapters.can.facts import facts_of
from app.adapters.can.feed import VehicleFeed
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.adapters.clock import SystemClock
from app.core.clock import Clock
from app.core.signals import Sample, Validity
from app.main import config as configuration
from app.main.can_sources import check_buses, live_sources
from app.main.channels import FORMS
from app.main.signals_out import WRITERS

BEAT_S = 1 / 30


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.description = (
        "Print a row for each value of a live car that changes, in the form of `signals`; counts"
        " follow on standard error. Nothing is sent to the car."
    )
    parser.epilog = "example: habitacle listen --vehicle habitacle-ev --can body=socketcan:can0"
    parser.add_argument("--config", type=Path, metavar="FILE", help="TOML configuration")
    parser.add_argument("--vehicle", metavar="P", help="vehicle profile: id or folder")
    parser.add_argument("--dbc", action="append", type=Path, metavar="FILE", help="DBC file")
    parser.add_argument("--data-dir", metavar="DIR", help="where the compiled profile is kept")
    parser.add_argument(
        "--can", action="append", metavar="BUS=CHANNEL", help=f"bus of the profile = {FORMS}"
    )
    parser.add_argument("--only", metavar="GLOB", help="signals whose name matches")
    parser.add_argument(
        "--seconds", type=float, default=math.inf, metavar="S", help="end after S seconds"
    )


def run(args: argparse.Namespace) -> int:
    """Print rows until the time is over or a signal comes."""
    config = configuration.from_arguments(args)
    profile = load_profile(config.vehicle, config.dbc)
    check_buses(config.can, facts_of(profile))
    plan = load_plan(profile, config.data_dir / "cache")
    clock = SystemClock()
    feed = VehicleFeed(plan, live_sources(config.can, plan, clock), clock)
    feed.start()
    try:
        rows = live_rows(feed, plan, clock, args.seconds)
        for row in rows:
            if not args.only or fnmatch.fnmatchcase(row["signal"], args.only):
                WRITERS["jsonl"](sys.stdout, [row])
                sys.stdout.flush()
    finally:
        feed.stop()
        print(json.dumps(feed.stats()), file=sys.stderr)
    return 0


def live_rows(
    feed: VehicleFeed, plan: Plan, clock: Clock, seconds: float
) -> Iterator[Mapping[str, Any]]:
    """What changes within *seconds*, in the form of `habitacle signals`.

    `time` counts from now; `log_time` is the wall time of the same moment.
    """
    buses = {s.path: m.bus for m in plan.messages for v in m.variants for s in v.signals}
    for item in plan.derived:
        buses[item.path] = buses[item.inputs[0].path]
    start_ns, start_utc = clock.monotonic_ns(), clock.utc().timestamp()
    last: dict[str, tuple[object, ...]] = {}
    pause = threading.Event()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        batch = feed.collect()
        elapsed_s = (clock.monotonic_ns() - start_ns) / 1e9
        for path, sample in batch.samples.items() if batch is not None else ():
            state = (sample.value, sample.state, sample.reason)
            if sample.state is Validity.UNKNOWN or last.get(path) == state:
                continue
            last[path] = state
            yield _row(sample, buses.get(path), elapsed_s, start_utc + elapsed_s)
        pause.wait(BEAT_S)


def _row(sample: Sample, bus: str | None, elapsed_s: float, wall_s: float) -> Mapping[str, Any]:
    return {
        "time": round(elapsed_s, 6),
        "log_time": round(wall_s, 6),
        "bus": bus,
        "signal": sample.path,
        "value": sample.value,
        "unit": sample.unit,
        "validity": sample.state.value,
        "reason": sample.reason.value or None,
        "label": None,
    }
