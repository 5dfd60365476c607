"""A session: many runs, one after another, each on a stage of its own."""

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from app.core.errors import HabitacleError
from app.emulator.scenario.model import Run
from app.emulator.scenario.ports import Stage
from app.emulator.scenario.results import Failure, Result
from app.emulator.scenario.runner import perform

MakeStage = Callable[[Run, Path], Stage]
"""Makes the stage of a run in an empty folder."""


def perform_all(
    runs: Iterable[Run],
    make_stage: MakeStage,
    pictures: Path,
    tell: Callable[[Result], None],
    *,
    keep_going: bool = False,
) -> list[Result]:
    """Run all; *tell* hears of each at its end. The first failure ends it unless *keep_going*."""
    results = []
    for run in runs:
        result = _one(run, make_stage, pictures)
        results.append(result)
        tell(result)
        if not result.passed and not keep_going:
            break
    return results


def _one(run: Run, make_stage: MakeStage, pictures: Path) -> Result:
    with tempfile.TemporaryDirectory(prefix="habitacle-scenario-") as folder:
        try:
            return perform(run, make_stage(run, Path(folder)), pictures)
        except HabitacleError as error:
            return Result(run, 0.0, (), Failure(None, f"the desk: {str(error).rstrip('.')}"))
