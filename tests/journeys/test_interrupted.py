"""A task that driving off interrupts, with the whole product: it waits, and goes on when parked."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from app.core.flows import Stage
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import Drive, wait_until
from tests.ui.driver import Driver

pytestmark = pytest.mark.journey


class Errand:
    """Hands on the screen and on the car."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.car = drive.desk.car.controls

    @property
    def screen(self) -> Driver:
        window = self.drive.hmi.window
        assert isinstance(window, QQuickWindow)
        # The driver of the screen asks its world for nothing but the display.
        return Driver(window, cast("FakeHmi", self.drive.hmi.frame))

    def become(self, state: str) -> None:
        if state == "parked":
            self.car.park()
        else:
            self.car.hold(30)
        wait_until(lambda: self.drive.hmi.restrictions.state == state, state, 40)

    def press(self, name: str) -> None:
        wait_until(lambda: name in self.screen.names(), f"something to press named {name}")
        self.screen.press(name)

    def reads(self, text: str) -> bool:
        return any(text in each for each in self.screen.text())

    def stage(self) -> Stage | None:
        flow = self.drive.hmi.views.flows.book.get("language")
        return None if flow is None else flow.stage


@pytest.fixture
def errand(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Errand]:
    assert qapp.platformName() == "offscreen"
    drive = Drive(tmp_path)
    try:
        drive.hmi.frame.i18n.setLanguage("en")
        yield Errand(drive)
    finally:
        drive.close()
    assert drive.errors == []


def test_choosing_a_language_is_interrupted_and_goes_on(errand: Errand) -> None:
    errand.become("parked")
    errand.screen.open("settings/language")
    assert errand.stage() is Stage.ACTIVE

    errand.become("moving")
    assert errand.stage() is Stage.SUSPENDED
    errand.press("Français")
    assert errand.drive.hmi.features.preferences.current.language != "fr"
    assert errand.reads("Locked while driving.")
    errand.press("Remind me in P")
    errand.screen.open("home")
    assert not errand.reads("Continue where you were")

    errand.become("parked")
    wait_until(lambda: errand.reads("Continue where you were"), "the card on Home")
    assert not errand.reads("You asked to be reminded"), "one card for one thing"
    errand.press("Language: Continue where you were")
    assert errand.stage() is Stage.ACTIVE
    errand.press("Français")
    assert errand.drive.hmi.features.preferences.current.language == "fr"
