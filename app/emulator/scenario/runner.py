"""Runs one run of a scenario on a stage; whatever happens, the stage is ended."""

import hashlib
import re
import time
from collections.abc import Sequence
from pathlib import Path

from app.core.errors import HabitacleError
from app.emulator.scenario.acting import Actor, StepFailedError, last_picture
from app.emulator.scenario.car_settings import apply
from app.emulator.scenario.model import Run, Step
from app.emulator.scenario.ports import Ending, Stage
from app.emulator.scenario.results import Failure, Result

_LAST = 6
_FILE = re.compile(r"[^a-z0-9]+")


def perform(run: Run, stage: Stage, pictures: Path) -> Result:
    """Run *run*; its pictures go into the folder *pictures*, which must be there.

    HabitacleError only for a desk that cannot be started or ended.
    """
    began = time.monotonic()
    play = _Play(run, stage, pictures)
    try:
        failure = play.steps()
    finally:
        ending = stage.finish()
    failure = failure or play.judged(ending)
    return Result(run, time.monotonic() - began, tuple(play.taken), failure)


class _Play:
    def __init__(self, run: Run, stage: Stage, pictures: Path) -> None:
        self._run = run
        self._stage = stage
        self._folder = pictures
        self.taken: list[Path] = []

    def steps(self) -> Failure | None:
        """Start, then do all steps; the first that fails ends it."""
        run, stage = self._run, self._stage
        deadline = time.monotonic() + run.limit_s
        try:
            apply(stage.car.controls, run.given.car)
            stage.start()
        except HabitacleError as error:
            return self._failure(None, f"it could not begin: {str(error).rstrip('.')}")
        actor = Actor(stage, run.scenario.path.parent, deadline, self._name)
        for step in run.steps:
            try:
                actor.do(step)
            except StepFailedError as error:
                return self._failure(step, str(error))
        return None

    def judged(self, ending: Ending) -> Failure | None:
        """What must hold at the end of every run."""
        reason = unsound(self._stage, ending)
        if reason is None:
            return None
        return Failure(None, f"at the end expected {reason}", None, self._messages(), ending.log)

    def _failure(self, step: Step | None, reason: str) -> Failure:
        picture = last_picture(self._stage, self._name("failure"))
        if picture is None:
            self.taken.pop()
        return Failure(step, reason, picture, self._messages(), self._stage.log())

    def _messages(self) -> Sequence[str]:
        try:
            return [each.type for each in self._stage.cloud.received][-_LAST:]
        except HabitacleError:  # a desk that did not get as far as its cloud
            return ()

    def _name(self, what: str) -> Path:
        path = self._folder / f"{file_name(self._run)}-{what}.png"
        self.taken.append(path)
        return path


def unsound(stage: Stage, ending: Ending) -> str | None:
    """What no run may leave behind: a broken contract, an unlisted message, an HMI that fell."""
    violations = stage.cloud.violations
    if violations:
        first = violations[0]
        return f"no message against the contract, {first.topic} was {first.code} {first.detail}"
    listed = {(each.topic, each.sha256) for each in ending.left}
    for each in stage.cloud.received:
        if (each.topic, hashlib.sha256(each.payload).hexdigest()) not in listed:
            return f"every message in the ledger, {each.type} on {each.topic} is not"
    if ending.code not in {0, None}:
        return f"the HMI to end with code 0, it ended with {ending.code}"
    return None


def file_name(run: Run) -> str:
    """A name for files of *run*, different for each point."""
    where = "-".join(f"{key}-{value}" for key, value in run.point.items())
    return _FILE.sub("-", f"{run.scenario.path.stem}-{where}".lower()).strip("-")
