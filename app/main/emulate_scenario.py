"""`habitacle emulate --scenario`: a desk on which a scenario runs, then left to the tester."""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from app.adapters.clock import DeskClock
from app.core.errors import HabitacleError
from app.emulator.scenario.acting import Actor, StepFailedError
from app.emulator.scenario.car_settings import apply
from app.emulator.scenario.checking import check
from app.emulator.scenario.expansion import runs_of
from app.emulator.scenario.model import Run
from app.emulator.scenario.reading import load_scenario, load_schema
from app.emulator.scenario.runner import unsound
from app.main.desk import Desk
from app.main.paths import ASSETS
from app.main.scenario_stage import DeskStage
from app.main.scenario_words import vocabulary

Show = Callable[[Desk, DeskClock, Path], int]
"""Opens the bench over a desk until it is closed; the exit code."""
Traced = Callable[[Desk], AbstractContextManager[None]]
"""Records what happens on a desk meanwhile."""


def one_run(path: Path) -> Run:
    """The first run of a scenario file. HabitacleError for a file that cannot be used."""
    schema = load_schema(ASSETS / "scenarios" / "scenario.schema.json")
    run = runs_of(load_scenario(path, schema), schema)[0]
    check(run, vocabulary())
    return run


def play(run: Run, platform: str, traced: Traced, show: Show | None) -> int:
    """Do the steps on a desk of its own; without *show* the exit code tells the result."""
    with tempfile.TemporaryDirectory(prefix="habitacle-emulate-") as place:
        folder = Path(place)
        environment = {"QT_QPA_PLATFORM": platform} if platform else {}
        stage = DeskStage(run.given, folder, run.scenario.path.parent, environment)
        try:
            apply(stage.car.controls, run.given.car)
            stage.start()
            with traced(stage.desk):
                if show is None:
                    reason = _steps(run, stage, folder)
                else:
                    return _shown(run, stage, folder, show)
        finally:
            ending = stage.finish()
        if reason is None and (fault := unsound(stage, ending)) is not None:
            reason = f"at the end expected {fault}"
        return _tell(run, reason)


def _shown(run: Run, stage: DeskStage, folder: Path, show: Show) -> int:
    acting = threading.Thread(
        target=lambda: _tell(run, _steps(run, stage, folder)), name="scenario", daemon=True
    )
    acting.start()
    return show(stage.desk, stage.clock, folder)


def _steps(run: Run, stage: DeskStage, folder: Path) -> str | None:
    """Do all steps; the sentence of the first that fails, without its end."""
    deadline = time.monotonic() + run.limit_s
    actor = Actor(stage, run.scenario.path.parent, deadline, lambda name: folder / f"{name}.png")
    for step in run.steps:
        stage.desk.note(step.verb, step.value)
        try:
            actor.do(step)
        except (StepFailedError, HabitacleError) as error:
            return f"{run.scenario.path}:{step.line}: {step}: {error}"
    return None


def _tell(run: Run, reason: str | None) -> int:
    if reason is None:
        print(f"ok   {run.name}", flush=True)
        return 0
    print(f"habitacle: {reason}.", file=sys.stderr, flush=True)
    return 1
