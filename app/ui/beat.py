"""The display beat: one call a frame slot, on the GUI thread."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.core.clock import Clock

_NS = 1_000_000_000


class Beat(QObject):
    """Calls *work* `hz` times a second while running.

    `beats` counts the calls; `late` those that came more than half a period after their time, so
    that a slow GUI thread shows in diagnostics.
    """

    def __init__(
        self,
        work: Callable[[], None],
        clock: Clock,
        hz: int = 30,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._clock = clock
        self._period_ns = _NS // hz
        self._last_ns: int | None = None
        self.beats = 0
        self.late = 0
        self._timer = QTimer(self, interval=round(1000 / hz))
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Begin, or go on."""
        from PySide6.QtCore import Qt  # 12 ms, spent after the first frame

        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._last_ns = None
        self._timer.start()

    def stop(self) -> None:
        """Stop; no call comes after this."""
        self._timer.stop()

    def _tick(self) -> None:
        now = self._clock.monotonic_ns()
        if self._last_ns is not None and 2 * (now - self._last_ns) > 3 * self._period_ns:
            self.late += 1
        self._last_ns = now
        self.beats += 1
        self._work()
