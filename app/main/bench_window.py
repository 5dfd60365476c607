"""The bench window in the emulator's own process."""

import os
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from shiboken6 import Shiboken

from app.adapters.can.logs.reader import LogReader
from app.adapters.clock import DeskClock
from app.adapters.preferences import PreferenceFile
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.emulator.bench.displays import Monitor
from app.emulator.bench.hand import Hand
from app.emulator.bench.panels import Lent, Panels
from app.emulator.bench.view import Bench
from app.emulator.car.recording import LoggedFrame
from app.features.profile.service import PreferenceService
from app.features.profile.view import Preferences
from app.main.config import Config, DisplaySize
from app.main.desk import Desk
from app.main.paths import ASSETS
from app.main.quit_on_signal import QuitOnSignal
from app.main.views import Frame
from app.ui.engine import load_window, route_qt_messages
from app.ui.fonts import load_fonts
from app.ui.notify import QtNotify
from app.ui.restrictions import Restrictions
from app.ui.vnc import keep_vnc_on_loopback

_SIZE = DisplaySize(1360, 850, 17.5)
"""A desk monitor is seen from nearer than a head unit: fewer pixels a dp, mouse-sized targets."""
_WATCH_MS = 200


class BenchWindow:
    """The window over a running desk; *folder* keeps built catalogues. Needs a QGuiApplication."""

    def __init__(self, desk: Desk, clock: Clock, folder: Path) -> None:
        load_fonts(ASSETS / "fonts")
        self.frame = Frame.build(Config(Path(), folder, display=_SIZE), clock, developer=True)
        self.frame.palette.set_mode("night")
        self._restrictions = Restrictions(None, clock)
        self._notify = QtNotify()
        self.hand = Hand(self._notify.post)
        self.panels = Panels(desk, self.hand, self._lent(clock, folder))
        self.bench = Bench(desk.car, self.panels, self.hand, self.frame.palette.set_mode)
        choices = PreferenceService(PreferenceFile(folder / "bench.json"), lambda _: True)
        self._preferences = Preferences(choices)
        for singleton in (self._restrictions, self._preferences, self.bench):
            singleton.provide()
        self.panels.provide()
        self._engine = self.frame.engine()
        self.window = load_window(self._engine, "Habitacle.Bench", "BenchWindow")

    def close(self) -> None:
        """Close the window and end its engine before the singletons it reads."""
        self.bench.show(False)
        self.panels.recorder.close()
        self.hand.close()
        self.window.close()
        Shiboken.delete(self._engine)

    def _lent(self, clock: Clock, folder: Path) -> Lent:
        languages = [
            (each["code"], each["autonym"]) for each in self.frame.i18n.property("languages")
        ]
        settable = clock if isinstance(clock, DeskClock) else None
        return Lent(_read_log, settable, languages, _monitor, folder / "bench")


def run_bench(desk: Desk, clock: Clock, folder: Path) -> int:
    """Show the bench until it or the HMI is closed, or a signal comes; the exit code."""
    route_qt_messages()
    app = QGuiApplication.instance() or QGuiApplication(["habitacle-bench"])
    keep_vnc_on_loopback(os.environ.get("QT_QPA_PLATFORM", ""))
    signals = QuitOnSignal(app)
    bench = BenchWindow(desk, clock, folder)
    watch = QTimer(interval=_WATCH_MS)
    watch.timeout.connect(lambda: desk.supervisor.hmi_ended() is None or app.quit())
    watch.start()
    try:
        return 0 if signals.asked else app.exec()
    finally:
        watch.stop()
        bench.close()
        signals.release()


def _read_log(path: Path) -> Iterator[LoggedFrame]:
    try:
        for record in LogReader(path):
            yield LoggedFrame(*record)
    except OSError as error:
        raise HabitacleError(f"The log {path.name} cannot be read: {error.strerror}.") from error


def _monitor() -> Monitor:
    screen = QGuiApplication.primaryScreen()
    size, ratio = screen.availableSize(), screen.devicePixelRatio()
    return Monitor(
        round(size.width() * ratio),
        round(size.height() * ratio),
        screen.physicalDotsPerInch() * ratio,
    )
