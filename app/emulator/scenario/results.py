"""What came of a run."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.emulator.scenario.model import Run, Step
from app.emulator.scenario.reading import place


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed; *step* None: before the first step or after the last.

    `messages` are the types the backend got last, `log` the HMI's last words.
    """

    step: Step | None
    reason: str
    picture: Path | None = None
    messages: Sequence[str] = ()
    log: Sequence[str] = ()

    def sentence(self, path: Path) -> str:
        """The one line: file, step and its line, wanted and there, picture, last messages."""
        line = None if self.step is None else self.step.line
        where = place(path, line) + (f": {self.step}" if self.step is not None else "")
        seen = f"; picture {self.picture}" if self.picture is not None else ""
        last = ", ".join(self.messages) or "none"
        return f"{where}: {self.reason}{seen}; last messages: {last}"


@dataclass(frozen=True, slots=True)
class Result:
    """One run: how long it took, its pictures, and its failure if it has one."""

    run: Run
    seconds: float
    pictures: Sequence[Path] = ()
    failure: Failure | None = None

    @property
    def passed(self) -> bool:
        """Whether everything was as the scenario says."""
        return self.failure is None
