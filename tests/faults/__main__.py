"""`python -m tests.faults [--full]`: the fault suite with figures."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.faults.probe import PROBE
from tests.faults.run import FaultRun, Outcome

_WRONG = ("memory", "puback")
_SHORT, _FULL = (600, 3), (2000, 10)
_FULL_KILLS = 50


def main(argv: Sequence[str]) -> int:
    """0 when the product is clean in every run and both wrong clients are found out."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--full", action="store_true", help="10 seeds of 2,000 acts, wrong clients")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(argv)
    acts, seeds = _FULL if args.full else _SHORT
    every = range(args.seed, args.seed + seeds)
    mine = [_run("sync-probe", PROBE, seed, acts, deadly=args.full) for seed in every]
    broker, app = (sum(getattr(each, name) for each in mine) for name in _KILLS)
    copies, accepted = sum(each.copies for each in mine), sum(each.accepted for each in mine)
    _say(f"{accepted} acts, {broker} + {app} kills, raw duplicates {copies / accepted - 1:.2%}")
    good = all(each.clean for each in mine)
    if args.full:
        good &= min(broker, app) >= _FULL_KILLS
        for kind in _WRONG:
            command = (sys.executable, "-m", "tests.faults.wrong_client", kind)
            found = [_run(kind, command, seed, _SHORT[0]) for seed in range(1, 4)]
            good &= any(each.lost for each in found)
    return 0 if good else 1


_KILLS = ("broker_kills", "app_kills")


def _run(
    name: str, command: Sequence[str], seed: int, acts: int, *, deadly: bool = False
) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="habitacle-faults-") as folder:
        outcome = FaultRun(Path(folder), seed, command, deadly=deadly).run(acts, settle_s=60.0)
    verdict = "clean" if outcome.clean else "NOT CLEAN"
    _say(f"{name} seed {seed}: {verdict} {outcome}")
    return outcome


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
