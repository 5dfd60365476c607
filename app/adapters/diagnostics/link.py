"""The sending socket as a port, and the guard that every implementation passes through."""

from abc import ABC, abstractmethod
from collections.abc import Callable

from app.adapters.diagnostics.guard import Guard
from app.core.errors import HabitacleError


class LinkLost(Exception):  # noqa: N818  a state of the link, like SourceLost of the sources
    """The bus cannot be reached; the text says why. Opening the link again may help."""


class DiagnosticLink(ABC):
    """A socket on the diagnostic bus. `send` is the one place where the product sends on CAN.

    *told* hears of every frame just before it goes out, so that whoever listens to the bus knows
    it for our own.
    """

    def __init__(self, guard: Guard, told: Callable[[int, bytes], None]) -> None:
        self.guard = guard
        self._told = told

    def send(self, can_id: int, data: bytes) -> None:
        """Send one classic frame; HabitacleError for what the guard refuses, LinkLost."""
        if (why := self.guard.refusal(can_id, data)) is not None:
            raise HabitacleError(f"Diagnostic frame not sent: {why}.")
        self._told(can_id, data)
        self._write(can_id, data, extended=self.guard.is_extended(can_id))

    @abstractmethod
    def open(self) -> None:
        """Connect; LinkLost."""

    @abstractmethod
    def receive(self, timeout_s: float) -> list[tuple[int, bytes]]:
        """Answers of the ECUs that are there or come within *timeout_s*, in order; LinkLost."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the socket; may be called twice."""

    @abstractmethod
    def _write(self, can_id: int, data: bytes, *, extended: bool) -> None:
        """Put a frame on the bus that the guard let through; LinkLost."""
