"""Calls from other threads, carried out on the GUI thread in small portions."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_LOG = logging.getLogger(__name__)
_BUDGET_S = 0.004


class QtNotify(QObject):
    """`post(fn)` from any thread; *fn* runs on the thread that made this object, in order.

    One wake-up is pending at a time; a portion takes at most about 4 ms, then other events of
    the GUI get their turn.
    """

    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue: deque[Callable[[], None]] = deque()
        self._lock = threading.Lock()
        self._pending = False
        # At the next turn, whichever thread asks: a timer is started on its own.
        self._turn = QTimer(self, singleShot=True, interval=0)
        self._turn.timeout.connect(self._drain)
        self._wake.connect(self._turn.start)

    def post(self, fn: Callable[[], None]) -> None:
        """Run *fn* soon on the GUI thread."""
        with self._lock:
            self._queue.append(fn)
            if self._pending:
                return
            self._pending = True
        self._wake.emit()

    @Slot()
    def _drain(self) -> None:
        deadline = time.perf_counter() + _BUDGET_S
        while time.perf_counter() < deadline:
            with self._lock:
                if not self._queue:
                    self._pending = False
                    return
                fn = self._queue.popleft()
            try:
                fn()
            except Exception:  # noqa: BLE001  one bad call must not hold up the others
                _LOG.exception("a call posted to the GUI thread failed; going on")
        self._wake.emit()
