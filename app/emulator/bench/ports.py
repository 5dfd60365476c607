"""What the bench holds in its hands: the desk, and what the composition root lends it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.emulator.car.car import SimulatedCar
from app.emulator.car.recording import LoggedFrame
from app.emulator.cloud import Cloud
from app.emulator.hands import Hands
from app.emulator.supervisor import Supervisor
from app.emulator.trace import Tracer

ReadLog = Callable[[Path], Iterable[LoggedFrame]]
"""The frames of a CAN log of any format; HabitacleError for a file that is none."""


class DeskClock(Protocol):
    """The clock of car and cloud; `jump` does not touch its monotonic time."""

    def utc(self) -> datetime:
        """Wall time, aware."""

    def jump(self, utc: datetime) -> None:
        """Be at another time from now on."""


class Desk(Protocol):
    """A running emulator as the bench needs it."""

    @property
    def car(self) -> SimulatedCar:
        """The simulated car."""

    @property
    def supervisor(self) -> Supervisor:
        """Broker and network."""

    @property
    def cloud(self) -> Cloud | None:
        """The simulated backend, once it has started."""

    @property
    def hands(self) -> Hands | None:
        """Hands on the HMI; None when it runs without."""

    def trace(self, path: Path) -> Tracer:
        """Begin to record everything into *path*. HabitacleError when it cannot be written."""

    def note(self, verb: str, value: object) -> None:
        """Tell the traces what the tester does."""

    def kill_hmi(self) -> None:
        """End the HMI as a crash would; it stays down until `start_hmi`."""

    def start_hmi(self) -> None:
        """Start an HMI that is down."""

    def restart_hmi(self, *, kill: bool = False) -> None:
        """End the HMI, cleanly or as a crash would, and start it again."""
