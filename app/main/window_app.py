"""A Qt application with one HMI in it, from the first call to the exit code."""

import gc
import os
import sys
from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.main.car import Car
from app.main.compose import Hmi
from app.main.config import Config
from app.main.quit_on_signal import QuitOnSignal
from app.ui.engine import route_qt_messages
from app.ui.vnc import keep_vnc_on_loopback

_SWITCH_S = 0.0005


def run_window(
    config: Config,
    car: Car,
    clock: Clock,
    *,
    developer: bool = False,
    opened: Callable[[Hmi], None] | None = None,
) -> int:
    """Show the HMI until its window closes or a signal comes; the exit code.

    *developer* offers the test languages and the page of all vehicle signals. *opened* is told
    once there is a window, before its first frame.

    HabitacleError when the data folder turns out to be unusable while running.
    """
    sys.setswitchinterval(_SWITCH_S)
    route_qt_messages()
    app = QGuiApplication.instance() or QGuiApplication(["habitacle"])
    signals = QuitOnSignal(app)
    fatal: list[HabitacleError] = []

    def end(error: HabitacleError) -> None:
        fatal.append(error)
        app.exit(1)

    hmi = None
    try:
        keep_vnc_on_loopback(os.environ.get("QT_QPA_PLATFORM", ""))
        gc.disable()
        hmi = Hmi(config, car, clock, fatal=end, developer=developer)
        hmi.open()
        if opened is not None:
            opened(hmi)
        gc.freeze()  # what lives until the end need not be walked by every collection
        gc.enable()
        code = 0 if signals.asked else app.exec()
    finally:
        if hmi is not None:
            hmi.close()
        signals.release()
    if fatal:
        raise fatal[0]
    return code
