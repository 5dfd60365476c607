"""The bench looks at what is on the screen, five times a second, and at nothing else."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QTimer

REFRESH_MS = 200


class Watched(Protocol):
    """A part of the bench that looks only while somebody sees it."""

    @property
    def watched(self) -> bool:
        """Whether it is on the screen."""

    def refresh(self) -> None:
        """Look once."""


class Pulse(QObject):
    """Refreshes the watched parts; stands while the window is not seen."""

    def __init__(self, parts: Sequence[Watched], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = tuple(parts)
        self._timer = QTimer(self, interval=REFRESH_MS)
        self._timer.timeout.connect(self._beat)

    def run(self, on: bool) -> None:
        """Go, after a look at once, or stand."""
        if on:
            self._beat()
            self._timer.start()
        else:
            self._timer.stop()

    def _beat(self) -> None:
        for part in self._parts:
            if part.watched:
                part.refresh()
