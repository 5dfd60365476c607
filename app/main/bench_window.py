"""The bench window in the emulator's own process."""

import os
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from shiboken6 import Shiboken

from app.core.clock import Clock
from app.emulator.bench.view import Bench
from app.main.config import Config, DisplaySize
from app.main.desk import Desk
from app.main.paths import ASSETS
from app.main.quit_on_signal import QuitOnSignal
from app.main.views import Frame
from app.ui.engine import load_window, route_qt_messages
from app.ui.fonts import load_fonts
from app.ui.restrictions import Restrictions
from app.ui.vnc import keep_vnc_on_loopback

_SIZE = DisplaySize(1360, 820, 17.5)
"""A desk monitor is seen from nearer than a head unit: fewer pixels a dp, mouse-sized targets."""
_WATCH_MS = 200


def run_bench(desk: Desk, clock: Clock, folder: Path) -> int:
    """Show the bench until it or the HMI is closed, or a signal comes; the exit code.

    *folder* keeps built catalogues.
    """
    route_qt_messages()
    app = QGuiApplication.instance() or QGuiApplication(["habitacle-bench"])
    keep_vnc_on_loopback(os.environ.get("QT_QPA_PLATFORM", ""))
    load_fonts(ASSETS / "fonts")
    frame = Frame.build(Config(Path(), folder, display=_SIZE), clock, developer=False)
    frame.palette.set_mode("night")
    restrictions = Restrictions(None, clock)
    bench = Bench(desk.car, desk.supervisor, lambda: desk.received)
    for singleton in (restrictions, bench):
        singleton.provide()
    engine = frame.engine()
    signals = QuitOnSignal(app)
    window = load_window(engine, "Habitacle.Bench", "BenchWindow")
    frame.display.attach(window)
    watch = QTimer(interval=_WATCH_MS)
    watch.timeout.connect(lambda: desk.supervisor.hmi_ended() is None or app.quit())
    watch.start()
    try:
        return 0 if signals.asked else app.exec()
    finally:
        watch.stop()
        window.close()
        Shiboken.delete(engine)
        signals.release()
