"""What the car said last survives a restart, grey and with its age, for a day."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication

from app.adapters.clock import SystemClock
from app.core.reading import ReadingState
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import Drive, wait_until
from tests.ui.driver import Driver

pytestmark = pytest.mark.journey

SLOW = ("odometer", "range", "soc", "tyreFrontLeft")


class LaterClock(SystemClock):
    """The system's clock, *hours* after now."""

    def __init__(self, hours: float) -> None:
        self._shift = timedelta(hours=hours)

    def utc(self) -> datetime:
        return super().utc() + self._shift


class Garage:
    """The desk, whose car can be taken away."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive

    @property
    def screen(self) -> Driver:
        window = self.drive.hmi.window
        assert window is not None
        # The driver of the screen asks its world for nothing but the display.
        return Driver(window, cast("FakeHmi", self.drive.hmi.frame))

    def shown(self, name: str) -> ReadingState:
        return self.drive.hmi.views.vehicle.readings[name].snapshot

    def without_car(self, hours: float) -> None:
        """Start the HMI again, *hours* later, with no car to listen to."""
        for bus in self.drive.desk.car.channels:
            self.drive.desk.car.faults.set("dropped", bus)
        self.drive.clock = LaterClock(hours)
        self.drive.restart_hmi()
        self.drive.hmi.frame.i18n.setLanguage("en")
        wait_until(lambda: self.drive.hmi.features.consent.ready, "the store")
        wait_until(lambda: self.drive.hmi.features.vehicle.link.value == "lost", "no car")


@pytest.fixture
def garage(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Garage]:
    assert qapp.platformName() == "offscreen"
    made = Garage(Drive(tmp_path))
    wait_until(lambda: made.drive.hmi.features.consent.ready, "the store")
    yield made
    made.drive.close()
    assert made.drive.errors == []


def test_slow_values_over_a_restart(garage: Garage) -> None:
    wait_until(lambda: all(garage.shown(n).state == "valid" for n in SLOW), "a live car", 30)
    live = {name: garage.shown(name).value for name in SLOW}

    garage.without_car(hours=2)
    wait_until(lambda: garage.shown("odometer").state == "stale", "the values of the last run")
    for name in SLOW:
        old = garage.shown(name)
        assert (old.state, old.reason, old.shown) == ("stale", "restored", True), name
        assert old.value == pytest.approx(live[name], rel=0.01), name
        assert old.age_seconds == pytest.approx(7200, abs=120), name
    assert not garage.shown("speed").shown
    assert not garage.shown("gear").shown
    assert garage.drive.hmi.restrictions.state == "unknown"
    garage.screen.open("vehicle")
    words = [text.replace("\u00a0", " ") for text in garage.screen.text()]
    assert "Last reading 2 h ago" in words
    assert words.count("No link to the car; retrying.") == 1
    assert "No data from this part of the car" not in words
    assert "Waiting for the car" not in words

    garage.without_car(hours=25)
    for name in SLOW:
        gone = garage.shown(name)
        assert (gone.state, gone.shown) == ("unknown", False), name

    garage.drive.desk.car.faults.clear()
    wait_until(lambda: all(garage.shown(n).state == "valid" for n in SLOW), "the car again", 30)


def test_the_first_frame_beats_what_was_kept(garage: Garage) -> None:
    wait_until(lambda: garage.shown("soc").state == "valid", "a live car", 30)
    garage.without_car(hours=1)
    wait_until(lambda: garage.shown("soc").state == "stale", "the charge of the last run")
    garage.drive.desk.car.faults.clear()
    wait_until(lambda: garage.shown("soc").state == "valid", "the car again", 30)
    assert garage.shown("soc").age_seconds == 0
