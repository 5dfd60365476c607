"""Power cuts replayed: `python -m tests.faults.power_cut [--states N] [--faults N] [--seed N]`.

A load (`power_load.py`) runs once while every write and sync is recorded. Then, for many moments of
it, the disk is rebuilt as a power cut may leave it (`cut_disk.py`) and the store opened there.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.cut_disk import MAPPED, CutDisk
from tests.faults.faultio import Record, build, can_build, preloaded, read_log
from tests.faults.probe import ROOT
from tests.faults.promises import Promise, Promises, broken

_SHM = Path("/dev/shm")  # noqa: S108  a cut is a matter of order, not of a real disk
_STEPS = 200
_ROOT, _STORE = "root", "store"
_START_S = 3.0


@dataclass(slots=True)
class Report:
    """What was found: `faults` in words; a look is a start of the store and all its checks."""

    states: int = 0
    promised: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)
    slowest_s: float = 0.0

    def __str__(self) -> str:
        """One line."""
        return (
            f"{self.states} states, up to {self.promised} promises, {self.refused} refusals, "
            f"slowest look {self.slowest_s * 1000:.0f} ms, {len(self.faults)} broken"
        )


def replay(states: int, seed: int, *, sealed: bool, form: str = "cuts", steps: int = 60) -> Report:
    """Cut one recorded run at *states* moments and open what is left.

    *form* `careless` records a store that does not sync each commit.
    """
    report, chance = Report(), random.Random(seed)  # noqa: S311  moments that repeat
    with _scratch() as folder:
        records = _record(folder, form, seed, steps, sealed=sealed)
        if not _whole(folder, records):
            report.faults.append("the log does not lead to what is on the disk")
        marks = [n for n, record in enumerate(records) if record.op == "M"]
        anywhere = range(len(records))
        # Every second moment is right after something was promised.
        moments = sorted(chance.choice((marks, anywhere)[n % 2]) for n in range(states))
        for disk, promises in _at(folder, records, moments, seed):
            _look(report, disk, promises.of(_STORE), folder / "cut" / _STORE, sealed=sealed)
    return report


def survive(episodes: int, seed: int, *, sealed: bool) -> Report:
    """Stores whose disk fails or is full for a while; each is cut right after it works again."""
    report = Report()
    with _scratch() as folder:
        records = _record(folder, "faults", seed, episodes, sealed=sealed)
        ends = [
            (n, record.text[0].split(" ")[0])
            for n, record in enumerate(records)
            if record.op == "M" and record.text[0].endswith(" over")
        ]
        if len(ends) < episodes:
            report.faults.append(f"the load ended in episode {len(ends)}")
        moments = _at(folder, records, [n for n, _ in ends], seed)
        for (disk, promises), (_, name) in zip(moments, ends, strict=True):
            _look(report, disk, promises.of(name), folder / "cut" / name, sealed=sealed)
    return report


def _at(
    folder: Path, records: Sequence[Record], moments: Sequence[int], seed: int
) -> Iterator[tuple[CutDisk, Promises]]:
    """The disk and what was promised at each of *moments*, which rise."""
    disk, promises, done = CutDisk(folder / _ROOT, seed), Promises(), 0
    for moment in moments:
        for record in records[done : moment + 1]:
            if record.op == "M":
                promises.take(record.text[0])
            else:
                disk.take(record)
        done = moment + 1
        yield disk, promises


def _whole(folder: Path, records: Sequence[Record]) -> bool:
    disk = CutDisk(folder / _ROOT, 0)
    for record in records:
        disk.take(record)
    disk.write_whole(folder / "whole")
    return _content(folder / "whole") == _content(folder / _ROOT)


def _content(folder: Path) -> dict[str, bytes | None]:
    return {
        str(each.relative_to(folder)): each.read_bytes() if each.is_file() else None
        for each in folder.rglob("*")
        if not each.name.endswith(MAPPED)
    }


def _look(report: Report, disk: CutDisk, promise: Promise, store: Path, *, sealed: bool) -> None:
    disk.write(store.parent)
    begin = time.monotonic()
    found = broken(store, promise, sealed=sealed)
    took = time.monotonic() - begin
    shutil.rmtree(store.parent)
    report.states += 1
    report.promised = max(report.promised, promise.count)
    report.refused += len(promise.refused)
    report.slowest_s = max(report.slowest_s, took)
    if took > _START_S:
        found.append(f"looking at it took {took:.1f} s")
    report.faults += [f"state {report.states}: {each}" for each in found]


def _record(folder: Path, form: str, seed: int, count: int, *, sealed: bool) -> list[Record]:
    """Run the load, twice over the same folder where it is cut short; what it changed."""
    root, log = folder / _ROOT, folder / "log"
    root.mkdir()
    where = root if form == "faults" else root / _STORE
    environment = preloaded(build(folder), root, log)
    for turn in range(1 if form == "faults" else 2):
        arguments = (form, str(where), str(seed + turn), str(count), "sealed" if sealed else "")
        subprocess.run(
            [sys.executable, "-m", "tests.faults.power_load", *arguments],
            cwd=ROOT,
            env=environment,
            check=True,
            timeout=600,
        )
    with log.open("rb") as file:
        return list(read_log(file))


@contextmanager
def _scratch() -> Iterator[Path]:
    where = _SHM if os.access(_SHM, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="habitacle-cut-", dir=where) as folder:
        yield Path(folder).resolve()


def main(argv: Sequence[str]) -> int:
    """Print a line for each recording; 0 when every promise was kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.power_cut")
    parser.add_argument("--states", type=int, default=1000)
    parser.add_argument("--faults", type=int, default=200, help="stores on a failing disk")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    if missing := can_build():
        sys.stderr.write(f"power cuts are not replayed: {missing}\n")
        return 1
    good = True
    for turn in range(4):
        sealed, seed = turn % 2 == 1, args.seed + 100 * turn
        form = "encrypted" if sealed else "plain"
        for name, report in (
            ("cuts", replay(-(-args.states // 4), seed, sealed=sealed, steps=_STEPS)),
            ("faults", survive(-(-args.faults // 4), seed, sealed=sealed)),
        ):
            good &= not report.faults
            sys.stdout.write(f"{name}, {form}, seed {seed}: {report}\n")
            for fault in report.faults:
                sys.stdout.write(f"  {fault}\n")
            sys.stdout.flush()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
