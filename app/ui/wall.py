"""QML singleton `Wall`: the time of day, once it may be believed."""

from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_MINUTE_MS = 60_000
_UNTRUSTED_MS = 5_000
_LOOK_MS = 1_000
_SET_MS = 500
"""Wall and monotonic time that part by more between two looks: somebody has set the clock."""


@QmlElement
@QmlSingleton
class Wall(Provided):
    """Unix milliseconds, renewed at each full minute; `valid` as the clock's `trusted`.

    A clock that was set (by radio, satellite or hand) is seen within a second.
    """

    changed = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._epoch_ms = 0
        self._valid = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.refresh)
        self._ahead_ms = self._ahead()
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self._look_whether_set)
        self._look.start()
        self.refresh()

    def refresh(self) -> None:
        """Read the clock now and plan the next reading; also after a time source has spoken."""
        now = int(self._clock.utc().timestamp() * 1000)
        valid = self._clock.trusted
        if (now // _MINUTE_MS, valid) != (self._epoch_ms // _MINUTE_MS, self._valid):
            self._epoch_ms, self._valid = now, valid
            self.changed.emit()
        wait = _MINUTE_MS - now % _MINUTE_MS
        self._timer.start(wait if valid else min(wait, _UNTRUSTED_MS))

    def _ahead(self) -> float:
        """Milliseconds from monotonic to wall time: constant until the wall clock is set."""
        return self._clock.utc().timestamp() * 1e3 - self._clock.monotonic_ns() / 1e6

    def _look_whether_set(self) -> None:
        before, self._ahead_ms = self._ahead_ms, self._ahead()
        if abs(self._ahead_ms - before) > _SET_MS:
            self.refresh()

    epochMs = Property(float, lambda self: float(self._epoch_ms), notify=changed)
    valid = Property(bool, lambda self: self._valid, notify=changed)
