"""A running product under a camera: the simulated car, the screen, and what brings both somewhere.

Import `tests.visual.stage` before anything of Qt: it chooses the platform that draws in memory.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from PySide6.QtQuick import QQuickItem, QQuickWindow

from app.core.reading import ReadingState
from app.emulator.car.controls import Controls
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import Drive, wait_until
from tests.ui import scene
from tests.ui.driver import Driver, Role, role_of

_GARAGE = ("P3", "garage-demo")
_SECTIONS = {
    "display": "Display",
    "language": "Language",
    "about": "About",
    "signals": "Vehicle signals",
}
_PATIENCE_S = 40.0


def settle(seconds: float = 0.6) -> None:
    """Turn the event loop for that long."""
    end = time.monotonic() + seconds
    wait_until(lambda: time.monotonic() > end, "time", seconds + 5)


class Stage:
    """What a photographer needs of a `Drive`."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.wait(lambda: drive.hmi.features.consent.ready, "the records")
        self.wait(lambda: self.shown("tyreFrontLeft") > 200, "the tyre pressures")

    @property
    def window(self) -> QQuickWindow:
        """The window of the HMI."""
        window = self.drive.hmi.window
        assert window is not None
        return window

    @property
    def screen(self) -> Driver:
        """Hands on the screen."""
        # The driver of the screen asks its world for nothing but the display.
        return Driver(self.window, cast("FakeHmi", self.drive.hmi.frame))

    @property
    def controls(self) -> Controls:
        """Hands on the car."""
        return self.drive.desk.car.controls

    def wait(self, holds: Callable[[], object], what: str) -> None:
        """Turn the event loop until *holds*."""
        wait_until(holds, what, _PATIENCE_S)

    def reading(self, name: str) -> ReadingState:
        """What the vehicle view shows under *name*."""
        return self.drive.hmi.views.vehicle.readings[name].snapshot

    def shown(self, name: str) -> float:
        """Value of a reading of the vehicle."""
        return self.reading(name).value

    def look(self, language: str, theme: str) -> None:
        """Language and colours of the screen."""
        self.drive.hmi.frame.palette.set_mode(theme)
        self.drive.hmi.frame.i18n.setLanguage(language)

    def open(self, page: str) -> None:
        """Show *page* (`home` … `settings`, `privacy`) or `settings/<section>`."""
        page, _, section = page.partition("/")
        self.screen.open(page)
        if section:
            self.press(_SECTIONS[section])

    def press(self, name: str) -> None:
        """Press the item of that English name, whatever language the screen speaks."""
        i18n = self.drive.hmi.frame.i18n
        spoken = i18n.current
        i18n.setLanguage("en")
        self.wait(lambda: name in self.screen.names(), f"something to press named {name}")
        self.reveal(self.screen.find(name))
        self.screen.press(name)
        i18n.setLanguage(spoken)

    def reveal(self, item: QQuickItem) -> None:
        """Scroll *item* into view."""
        pane: QQuickItem | None = item.parentItem()
        while pane is not None and not pane.inherits("QQuickFlickable"):
            pane = pane.parentItem()
        if pane is not None:
            below = scene.area(item).bottom() - scene.area(pane).bottom()
            pane.setProperty("contentY", pane.property("contentY") + max(0.0, below))

    def press_locked(self) -> None:
        """Press a locked item of the page, so that the lock panel opens."""
        locked = [
            item
            for item in self.screen.items()
            if item.property("locked") and role_of(item) != Role.PageTab
        ]
        assert locked, "nothing is locked"
        self.screen.tap(locked[0])

    def shoot(self, path: Path) -> None:
        """Save what the window shows once it has settled."""
        settle()
        assert self.window.grabWindow().save(str(path)), path

    def park(self) -> None:
        """Stop and park, until the HMI says so."""
        self.controls.park()
        self.wait(lambda: self.drive.hmi.restrictions.state == "parked", "parked")

    def hold(self, kmh: float) -> None:
        """Drive at *kmh*."""
        self.controls.hold(kmh)
        self.wait(lambda: self.shown("speed") > kmh - 5, f"{kmh:g} km/h")

    def bring(self, state: str) -> None:
        """`parked`, or `moving` at 50 km/h."""
        if state == "parked":
            self.park()
        else:
            self.hold(50)

    def let_air_out(self, wheel: str = "front_left") -> None:
        """Leak until the warning covers the screen, then no further."""
        self.controls.set_leak(wheel, 10.0)
        overlay = self.drive.hmi.views.maintenance
        self.wait(lambda: overlay.now.overlay is not None, "the warning")
        self.controls.set_leak(wheel, 0.0)

    def consent(self, answer: str) -> None:
        """Press `Accept` or `Refuse` on the privacy page, until the answer counts."""
        self.open("privacy")
        self.press(answer)
        wanted = {"Accept": {"given"}, "Refuse": {"refused", "withdrawn"}}[answer]
        service = self.drive.hmi.features.consent
        self.wait(lambda: service.state(*_GARAGE).value in wanted, f"{answer} to count")
        settle()
