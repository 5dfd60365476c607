"""The emulator on a desk: `python -m tests.bench.desk [--seconds N] [--starts N]`.

Time from the command to an HMI that is complete and answers its hands, and processor share of every
process while both windows, drawn in memory, show the city loop. Exits with 1 beyond a bar.
"""

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from tests.bench.samples import Sampler
from tests.bench.soak import Acts, say, start_desk

START_BAR_S = 3.0
CPU_BAR_PERCENT = 60.0
_READY_S = 60.0


def start_s(folder: Path) -> float:
    """Seconds from the command to a usable HMI."""
    began = time.monotonic()
    desk = start_desk(folder, 0.0)
    try:
        _wait(Acts(desk).ready)
        return time.monotonic() - began
    finally:
        desk.terminate()
        desk.wait(_READY_S)


def driving(folder: Path, seconds: float) -> tuple[dict[str, float], int]:
    """Processor share by process in percent of a core while driving, and the bench's frames."""
    desk = start_desk(folder, 0.0)
    acts = Acts(desk)
    try:
        _wait(acts.ready)
        _wait(acts.moving)
        sampler = Sampler(desk.pid)
        time.sleep(seconds)
        shares = {each.process: each.cpu_percent for each in sampler.read()}
    finally:
        desk.terminate()
        desk.wait(_READY_S)
    acts.end()
    return shares, acts.frames


def _wait(event: threading.Event) -> None:
    if not event.wait(_READY_S):
        raise SystemExit(f"The HMI was not usable, or did not move, within {_READY_S:g} s.")


def main(argv: Sequence[str]) -> int:
    """Measure and print; the first start compiles the vehicle and is told apart."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.desk")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--starts", type=int, default=5)
    args = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="habitacle-desk-") as name:
        first_s, *starts = [start_s(Path(name)) for _ in range(1 + args.starts)]
        shares, frames = driving(Path(name), args.seconds)
    later_s = statistics.median(starts)
    say(f"first start, a new folder          {first_s:6.2f} s")
    say(f"start to a usable HMI, median      {later_s:6.2f} s  (bar {START_BAR_S:g} s)")
    say(f"frames of the bench, whole run     {frames:6}")
    for process, share in shares.items():
        say(f"driving, {process:25} {share:6.1f} % of a core")
    total = sum(shares.values())
    say(f"driving, all                       {total:6.1f} % of a core  (bar {CPU_BAR_PERCENT:g} %)")
    return int(later_s > START_BAR_S or total > CPU_BAR_PERCENT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
