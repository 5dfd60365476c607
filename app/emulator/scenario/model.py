"""A scenario as read from its file, and the runs it expands to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

FRESH = "fresh"
ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file, checked for its form alone: `{name}` may still stand for values.

    `document` is the whole of it; `lines` hold the line of each step, 1-based.
    """

    path: Path
    document: Mapping[str, Any]
    lines: Sequence[int | None]

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.document["title"])


@dataclass(frozen=True, slots=True)
class Given:
    """What holds before the first step.

    `car` is in the words of the step `set`, `data` is "fresh" or a folder to copy, `consents` are
    pairs of purpose and recipient.
    """

    language: str = "en"
    theme: str = "night"
    display: str = "1920x720@12.3"
    large_text: bool = False
    reduced_motion: bool = False
    clock: datetime | None = None
    seed: int = 1
    data: str = FRESH
    network: str = ONLINE
    consents: tuple[tuple[str, str], ...] = ()
    car: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One act or look. `number` counts from 1; `line` is where it stands, None if not known."""

    number: int
    line: int | None
    verb: str
    value: Any

    def __str__(self) -> str:
        return f"step {self.number} ({self.verb})"


@dataclass(frozen=True, slots=True)
class Run:
    """A scenario at one point of its matrix, ready to run."""

    scenario: Scenario
    point: Mapping[str, Any]
    given: Given
    steps: tuple[Step, ...]
    limit_s: float

    @property
    def name(self) -> str:
        """Title, and the point where there is more than one."""
        where = ", ".join(f"{key} {_word(value)}" for key, value in self.point.items())
        return f"{self.scenario.title} [{where}]" if where else self.scenario.title


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
