"""End the Qt event loop on Ctrl-C and SIGTERM."""

import signal
import socket
from types import FrameType

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class QuitOnSignal(QObject):
    """Wakes the event loop when a signal arrives, so that Python's handler runs and quits it.

    Without the wake-up a handler waits for the next Python code in the loop, which an idle
    screen may not run for seconds. A signal before the loop runs sets `asked` and ends the loop
    at its first turn. The previous handlers are put back by `release`.
    """

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self.asked = False
        self._app = app
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        self._previous = {number: signal.signal(number, self._ask) for number in _SIGNALS}

    def release(self) -> None:
        """Put the previous handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        self._app.quit()

    def _drain(self) -> None:
        self._read.recv(64)
        if self.asked:
            self._app.quit()
