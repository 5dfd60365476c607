"""A desk for a long time: `python -m tests.bench.soak --minutes N [--out FILE] [--bound MIB_H]`.

The emulator with both windows, drawn in memory, drives the city loop; every 20 s comes another act
(`soak_acts`). Memory, processor share, threads and open files of each process are read every 10 s.
A figure grows when the slope over the second half is beyond its bound with 95 % confidence: that,
an HMI that ends, or an act that never succeeds, exits with 1.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.bench.growth import growth, second_half
from tests.bench.samples import Sample, Sampler
from tests.faults.probe import ROOT

_PAUSE_S = 20.0
_EVERY_S = 10.0
_START_S = 60.0
_COUNT_BOUND = 10.0
JUDGED = ("anon_mib", "threads", "fds")


class Acts:
    """What the desk says it did."""

    def __init__(self, desk: "subprocess.Popen[str]") -> None:
        self.ready = threading.Event()
        self.moving = threading.Event()
        self.frames = 0
        self.done: Counter[str] = Counter()
        self.refused: list[dict[str, object]] = []
        self._desk = desk
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._desk.stdout is not None
        for line in self._desk.stdout:
            told = json.loads(line)
            if "ready" in told:
                self.ready.set()
            elif "moving" in told:
                self.moving.set()
            elif "frames" in told:
                self.frames = int(told["frames"])
            elif "refused" in told:
                self.refused.append(told)
            else:
                self.done[told["act"]] += 1

    def end(self) -> None:
        """Wait for the last line, once the desk has ended."""
        self._reader.join(_START_S)

    @property
    def never(self) -> list[str]:
        """Acts that were refused each time."""
        return sorted({str(each["act"]) for each in self.refused} - set(self.done))


def run(minutes: float) -> tuple[list[Sample], Acts, int | None]:
    """Samples, acts, and the code with which the desk ended before its time, None if it did not."""
    with tempfile.TemporaryDirectory(prefix="habitacle-soak-") as folder:
        desk = start_desk(Path(folder), _PAUSE_S)
        try:
            acts = Acts(desk)
            if not acts.ready.wait(_START_S):
                raise SystemExit(f"The HMI was not usable within {_START_S:g} s.")
            samples = _watch(Sampler(desk.pid), desk, minutes * 60.0)
            return samples, acts, desk.poll()
        finally:
            desk.terminate()
            desk.wait(_START_S)


def start_desk(folder: Path, pause_s: float) -> "subprocess.Popen[str]":
    """The desk as a process; its lines come over `stdout`."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.soak_desk", str(folder), str(pause_s)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"},
    )


def _watch(sampler: Sampler, desk: "subprocess.Popen[str]", seconds: float) -> list[Sample]:
    samples: list[Sample] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end and desk.poll() is None:
        time.sleep(_EVERY_S)
        samples += sampler.read()
    return samples


def judge(samples: Sequence[Sample], bound_mib_h: float) -> list[dict[str, object]]:
    """A row for each figure of each process that lived to the end of the run."""
    rows: list[dict[str, object]] = []
    for name in sorted({each.process for each in samples}):
        own = [each for each in samples if each.process == name]
        steady = len({each.pid for each in own}) == 1
        seconds = [each.t for each in own]
        for figure in ("anon_mib", "pss_mib", "rss_mib", "cpu_percent", "threads", "fds"):
            values = [float(getattr(each, figure)) for each in own]
            found = growth(*second_half(seconds, values)) if steady else None
            bound = bound_mib_h if figure == "anon_mib" else _COUNT_BOUND
            rows.append(
                {
                    "process": name,
                    "figure": figure,
                    "first": values[0],
                    "last": values[-1],
                    "most": max(values),
                    "mean": sum(values) / len(values),
                    "per_hour": None if found is None else found.per_hour,
                    "margin": None if found is None else found.margin,
                    "unsure": figure in JUDGED and found is not None and found.margin > bound,
                    "grows": figure in JUDGED and found is not None and found.beyond(bound),
                }
            )
    return rows


def say(line: str) -> None:
    """One line of the report."""
    sys.stdout.write(f"{line}\n")


def show(rows: Sequence[dict[str, object]]) -> None:
    """The table."""
    say(f"{'process':10} {'figure':12} {'first':>8} {'mean':>8} {'most':>8} {'last':>8}  an hour")
    for row in rows:
        numbers = " ".join(f"{row[key]:8.1f}" for key in ("first", "mean", "most", "last"))
        hour = "restarted, or too few"
        if row["per_hour"] is not None:
            hour = f"{row['per_hour']:+.1f} ± {row['margin']:.1f}"
        grows = " GROWS" if row["grows"] else ""
        unsure = " too short to tell" if row["unsure"] else ""
        say(f"{row['process']:10} {row['figure']:12} {numbers}  {hour}{grows}{unsure}")


def main(argv: Sequence[str]) -> int:
    """Run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.soak")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--out", type=Path, help="all samples and the judgement as JSON")
    parser.add_argument("--bound", type=float, default=8.0, help="own memory, MiB/h (default 8)")
    args = parser.parse_args(argv)
    samples, acts, ended = run(args.minutes)
    rows = judge(samples, args.bound)
    show(rows)
    say(f"acts: {dict(acts.done)}, refused: {len(acts.refused)}, never done: {acts.never}")
    if args.out is not None:
        told = {
            "minutes": args.minutes,
            "acts": acts.done,
            "refused": acts.refused,
            "figures": rows,
            "samples": [each._asdict() for each in samples],
        }
        args.out.write_text(json.dumps(told, indent=1), "utf-8")
    if ended is not None:
        say(f"The desk ended before its time, with code {ended}.")
    return int(ended is not None or bool(acts.never) or any(bool(row["grows"]) for row in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
