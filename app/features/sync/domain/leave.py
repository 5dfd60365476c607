"""How a car takes leave of its backend: for whom, and how far it has come (specification 9)."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Why: the driver's data was erased, or the car is sold."""

    ERASE = "erase"
    SALE = "sale"


class Step(StrEnum):
    """What is done already; each may be repeated after a power cut."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    """What the backend had to be told, withdrawals above all, is confirmed."""
    CLEARED = "cleared"
    """The broker keeps nothing of this car any more: no retained state, no session."""


@dataclass(frozen=True, slots=True)
class Leave:
    """A leave that was asked for and is not finished."""

    kind: Kind
    step: Step = Step.ASKED


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a run came; `waiting` messages are not confirmed yet, `reason` says what failed."""

    done: bool
    waiting: int = 0
    reason: str = ""
