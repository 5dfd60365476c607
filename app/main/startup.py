"""Start-up after the first frame: one phase a turn of the event loop, each timed."""

import logging
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Slot

_log = logging.getLogger(__name__)


class Phase(NamedTuple):
    """A named piece of start-up work that runs on the GUI thread."""

    name: str
    run: Callable[[], None]


class Startup(QObject):
    """Runs phases in order, giving the screen a turn between any two of them."""

    def __init__(self, phases: Sequence[Phase], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._left = list(phases)
        self.seconds: dict[str, float] = {}
        self._begun = False
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def add(self, phase: Phase) -> None:
        """Run *phase* after those that are there."""
        self._left.append(phase)

    @Slot()
    def begin(self) -> None:
        """Start with the first phase at the next turn; only the first call counts."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    def cancel(self) -> None:
        """Run no further phase."""
        self._left.clear()
        self._timer.stop()

    @property
    def done(self) -> bool:
        """Whether every phase has run."""
        return not self._left

    def _next(self) -> None:
        if not self._left:
            self._timer.stop()
            return
        phase = self._left.pop(0)
        began = time.perf_counter()
        phase.run()
        self.seconds[phase.name] = time.perf_counter() - began
        _log.debug("start-up phase %s: %.1f ms", phase.name, 1e3 * self.seconds[phase.name])
