import os
import signal

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

from app.main.quit_on_signal import QuitOnSignal


def test_a_signal_ends_the_loop_at_once(qapp: QGuiApplication) -> None:
    before = signal.getsignal(signal.SIGTERM)
    signals = QuitOnSignal(qapp)
    late = QTimer(singleShot=True, interval=5000)
    late.timeout.connect(lambda: qapp.exit(9))
    late.start()
    QTimer.singleShot(0, lambda: os.kill(os.getpid(), signal.SIGTERM))
    assert qapp.exec() == 0
    assert signals.asked
    signals.release()
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_before_the_loop_is_not_lost(qapp: QGuiApplication) -> None:
    signals = QuitOnSignal(qapp)
    os.kill(os.getpid(), signal.SIGINT)
    assert signals.asked
    late = QTimer(singleShot=True, interval=5000)
    late.timeout.connect(lambda: qapp.exit(9))
    late.start()
    assert qapp.exec() == 0
    signals.release()
