"""What a scenario acts on and looks at: a car, a screen, a backend, and the desk they stand on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol, Unpack

from app.emulator.car.controls import Controls
from app.emulator.car.faults import Faults
from app.emulator.cloud import Received, Violation
from app.emulator.hands import Found, Item, Look, ScreenState, SignalState, Text


class HandsPort(Protocol):
    """The screen, as `app.emulator.hands.Hands` has it."""

    def wait_ready(self, timeout_s: float = 20.0) -> ScreenState:
        """Wait until the HMI answers and is complete."""

    def items(self) -> tuple[Item, ...]:
        """What is on the screen."""

    def texts(self) -> tuple[Text, ...]:
        """What can be read."""

    def state(self) -> ScreenState:
        """Where the HMI is."""

    def signal(self, path: str) -> SignalState:
        """What the HMI knows of a signal."""

    def find(self, text: str) -> Found:
        """Whether an English text can be read now."""

    def tap(
        self, name: str, role: str | None = None, index: int | None = None, hold_ms: int = 0
    ) -> None:
        """Press and release an item."""

    def key(self, key: str) -> None:
        """Press and release a key."""

    def open(self, route: str) -> None:
        """Show a page."""

    def set(self, **look: Unpack[Look]) -> None:
        """Change how the HMI looks."""

    def shot(self, path: Path) -> None:
        """Write the screen as PNG."""

    def settle(self, timeout_s: float = 5.0) -> None:
        """Wait until nothing moves."""


class CarPort(Protocol):
    """The tester's hands on a car."""

    @property
    def controls(self) -> Controls:
        """Everything that can be set."""

    @property
    def faults(self) -> Faults:
        """Everything that can be broken."""


class CloudPort(Protocol):
    """The backend."""

    @property
    def received(self) -> tuple[Received, ...]:
        """What it stored."""

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What the contract does not allow."""

    def withhold_receipts(self, withhold: bool) -> None:
        """Store but confirm nothing."""

    def push(self, name: str, fault: str = "") -> None:
        """Send a prepared message to the car."""


@dataclass(frozen=True, slots=True)
class Left:
    """One entry of the car's own list of what left it.

    `kind` is the first level below `up/` of its topic; `sha256` is the payload's, in hex.
    """

    kind: str
    topic: str
    purpose: str
    recipient: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Ending:
    """What remains once the HMI has ended: its exit code, what left the car, its last words.

    `code` is None if it was not running any more, as the scenario wanted.
    """

    code: int | None
    left: Sequence[Left]
    log: Sequence[str] = ()


class Stage(Protocol):
    """A desk made for what one run has given; HabitacleError for what it cannot do."""

    @property
    def car(self) -> CarPort:
        """The simulated car."""

    @property
    def hands(self) -> HandsPort:
        """The screen."""

    @property
    def cloud(self) -> CloudPort:
        """The backend."""

    def start(self) -> None:
        """Start everything; returns once the screen is complete."""

    def finish(self) -> Ending:
        """End everything cleanly. To be called once, also when `start` failed."""

    def car_time(self) -> float:
        """Seconds that the simulated car has lived."""

    def ledger(self) -> Sequence[Left]:
        """What left the car so far, by its own list."""

    def log(self) -> Sequence[str]:
        """The HMI's last warnings and errors, oldest first."""

    def set_network(self, word: str) -> None:
        """Make the network one of the known kinds."""

    def kill(self, what: str) -> None:
        """End `hmi` or `broker` at once."""

    def restart(self, what: str) -> None:
        """Start `hmi` or `broker` again; an HMI is complete when this returns."""

    def jump(self, wall: datetime) -> None:
        """Set the wall clocks of HMI and backend."""

    def advance(self, seconds: float) -> None:
        """Put the wall clocks forward, or back."""
