"""The designers' window: every control in every state, without a car, a broker or a backend."""

import os
import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from shiboken6 import Shiboken

from app.adapters.preferences import PreferenceFile
from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.emulator.gallery import DISPLAYS, Gallery
from app.features.profile.service import PreferenceService
from app.features.profile.view import Preferences
from app.main.config import Config, DisplaySize
from app.main.paths import ASSETS
from app.main.quit_on_signal import QuitOnSignal
from app.main.views import Frame
from app.ui.engine import load_window, route_qt_messages
from app.ui.fonts import load_fonts
from app.ui.restrictions import Restrictions, load_rules
from app.ui.vnc import keep_vnc_on_loopback

_FOR_EVER_MS = 10**9


class GalleryWindow:
    """The window; *folder* keeps built catalogues and what was chosen. Needs a QGuiApplication."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        load_fonts(ASSETS / "fonts")
        size = DisplaySize(*DISPLAYS[0])
        self.frame = Frame.build(Config(Path(), folder, display=size), clock, developer=True)
        self.choices = PreferenceService(PreferenceFile(folder / "gallery.json"), lambda _: True)
        self.restrictions = _obedient(clock)
        self.gallery = Gallery(self.frame.display, self.restrictions, clock)
        self._preferences = Preferences(self.choices)
        for singleton in (self.restrictions, self._preferences, self.gallery):
            singleton.provide()
        self.choices.changed.connect(self._follow)
        self._follow()
        self.gallery.setMoving(False)
        self._engine = self.frame.engine()
        self.window = load_window(self._engine, "Habitacle.Gallery", "GalleryWindow")

    def close(self) -> None:
        """Close the window and end its engine before the singletons it reads."""
        self.window.close()
        Shiboken.delete(self._engine)

    def _follow(self) -> None:
        self.frame.palette.set_mode(self.choices.current.theme)


def run_gallery(clock: Clock, folder: Path) -> int:
    """Show the gallery until its window is closed or a signal comes; the exit code."""
    route_qt_messages()
    app = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    keep_vnc_on_loopback(os.environ.get("QT_QPA_PLATFORM", ""))
    signals = QuitOnSignal(app)
    gallery = GalleryWindow(clock, folder)
    try:
        return 0 if signals.asked else app.exec()
    finally:
        gallery.close()
        signals.release()


def _obedient(clock: Clock) -> Restrictions:
    """The shipped rules, but a press of the designer counts at once and until the next."""
    rules = load_rules(ASSETS / "restrictions/eu.json")
    if rules is None:
        raise HabitacleError("The restriction rules cannot be used; the log names the fault.")
    timing = rules.timing._replace(stale_ms=_FOR_EVER_MS, rest_delay_ms=0)
    return Restrictions(rules._replace(timing=timing), clock)
