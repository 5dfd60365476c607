"""End the Qt event loop on Ctrl-C and SIGTERM."""

import signal
import socket

from PySide6.QtCore import QCoreApplication, QObject, QSocketNotifier

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class QuitOnSignal(QObject):
    """Wakes the event loop when a signal arrives, so that Python's handler runs and quits it.

    Without the wake-up a handler waits for the next Python code in the loop, which an idle
    screen may not run for seconds. The previous handlers are put back by `release`.
    """

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__(app)
        self._read, self._write = socket.socketpair()
        for end in (self._read, self._write):
            end.setblocking(False)
        self._previous_fd = signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)
        self._previous = {
            number: signal.signal(number, lambda _number, _frame: app.quit()) for number in _SIGNALS
        }

    def release(self) -> None:
        """Put the previous handlers back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._previous_fd)
        for number, handler in self._previous.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def _drain(self) -> None:
        self._read.recv(64)
