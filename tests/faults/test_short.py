"""The short form of the fault suite; the full one is `python -m tests.faults --full`."""

import sys
from pathlib import Path

import pytest

from tests.faults.run import FaultRun, Outcome

ACTS = 600


def run(folder: Path, seed: int, *command: str) -> Outcome:
    runner = FaultRun(folder, seed, command) if command else FaultRun(folder, seed)
    return runner.run(ACTS)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nothing_is_lost_doubled_or_invented(tmp_path: Path, seed: int) -> None:
    outcome = run(tmp_path, seed)
    assert outcome.clean, outcome
    assert outcome.accepted >= ACTS
    assert outcome.faults, "a run without a fault shows nothing"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["memory", "puback"])
def test_a_wrong_client_is_found_out(tmp_path: Path, kind: str) -> None:
    module = "tests.faults.wrong_client"
    outcomes = []
    for seed in (1, 2, 3):
        folder = tmp_path / str(seed)
        folder.mkdir()
        runner = FaultRun(folder, seed, (sys.executable, "-m", module, kind))
        outcomes.append(runner.run(ACTS, settle_s=5.0))
    assert any(outcome.lost for outcome in outcomes), outcomes
