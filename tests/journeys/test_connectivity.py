"""What the driver reads when the service, the network or the memory fails, and that it goes again.

The whole product: a real broker that is killed, a broker's own answers, a damaged file.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from app.core.message import Outgoing
from app.main.paths import ASSETS
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import Drive, wait_until
from tests.ui.driver import Driver

pytestmark = pytest.mark.journey

GARAGE = ("P3", "garage-demo")


class Trip:
    """Hands on the screen, on the network and on the cloud."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive

    @property
    def screen(self) -> Driver:
        window = self.drive.hmi.window
        assert isinstance(window, QQuickWindow)
        # The driver of the screen asks its world for nothing but the display.
        return Driver(window, cast("FakeHmi", self.drive.hmi.frame))

    def reads(self, text: str) -> bool:
        return any(text in each.replace("\u00a0", " ") for each in self.screen.text())

    def see(self, text: str, seconds: float = 15) -> None:
        wait_until(lambda: self.reads(text), f"the words {text!r}", seconds)

    def ready(self) -> None:
        """Parked, in English, with the store open."""
        self.drive.hmi.frame.i18n.setLanguage("en")
        wait_until(lambda: self.drive.hmi.features.consent.ready, "the store")
        wait_until(lambda: self.drive.hmi.restrictions.state == "parked", "parked", 40)

    def open_page(self) -> None:
        self.screen.open("settings/connectivity")

    def network(self, word: str) -> None:
        self.drive.desk.supervisor.set_network(word)

    def update_result(self) -> None:
        """Queue a message as the update feature would, and tell the link."""
        backend = self.drive.hmi._backend
        assert backend is not None
        data = json.loads((ASSETS / "contract/examples/update.result.v1.json").read_text())["data"]
        outgoing = Outgoing("up/update/result", "update.result", "P1", "manufacturer", 5, data)
        backend.store.profile.write(lambda c: backend._outbox.add(c, outgoing)).result(5)
        backend.nudge(urgent=True)


@pytest.fixture
def trip(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Trip]:
    assert qapp.platformName() == "offscreen"
    drive = Drive(tmp_path)
    try:
        made = Trip(drive)
        made.ready()
        yield made
    finally:
        drive.close()
    assert drive.errors == []


def test_a_killed_broker_is_explained_and_forgotten_when_it_returns(trip: Trip) -> None:
    trip.open_page()
    trip.see("Connected since")
    trip.see("Nothing waits.")

    trip.network("broker_down")
    trip.see("No connection")
    assert trip.reads("Everything is kept safely in the car")
    assert trip.reads("Not connected since")
    trip.update_result()
    trip.see("1 update report")
    trip.screen.press("Try now")
    trip.see("Tried just now: still not connected.")

    trip.network("online")
    trip.screen.press("Try now")
    trip.see("Connected since")
    trip.see("Nothing waits.")
    assert not trip.reads("No connection")
    assert not trip.reads("1 update report")
    kinds = [each.type for each in trip.drive.desk.received]
    assert kinds.count("update.result") == 1


@pytest.mark.parametrize(
    ("word", "title"),
    [
        ("offline", "No connection"),
        ("busy", "The service is busy"),
        ("refused", "The service refuses this car"),
        ("taken_over", "Another device uses this car's identity"),
    ],
)
def test_what_the_broker_says_becomes_words(trip: Trip, word: str, title: str) -> None:
    trip.open_page()
    trip.see("Connected since")
    trip.network(word)
    trip.see(title, 25)
    if word in {"busy", "taken_over"}:
        trip.screen.press("Try now")
        assert trip.reads("Not tried: the service asked the car to wait.")
    trip.network("online")
    if word in {"offline", "refused"}:
        trip.screen.press("Try now")
        trip.see("Connected since")
        assert not trip.reads(title)


def test_a_service_that_does_not_confirm_is_told_until_it_does(trip: Trip) -> None:
    cloud = trip.drive.desk.cloud
    assert cloud is not None
    trip.open_page()
    trip.see("Connected since")
    cloud.withhold_receipts(True)
    trip.update_result()
    trip.see("1 update report")
    trip.see("The service does not confirm", 30)
    cloud.withhold_receipts(False)
    trip.see("Nothing waits.")
    assert not trip.reads("The service does not confirm")


def test_a_pause_and_a_refusal_for_good_are_told(trip: Trip) -> None:
    cloud = trip.drive.desk.cloud
    assert cloud is not None
    trip.open_page()
    trip.see("Connected since")
    cloud.refuse_rows("account_closed")
    trip.update_result()
    trip.see("Refused by the service")
    assert trip.reads("1 message")
    assert not trip.reads("account_closed")
    cloud.ask_for_pause(2.0)
    trip.see("The service asked for a pause")
    wait_until(lambda: not trip.reads("The service asked for a pause"), "the end of the pause")


def test_a_damaged_store_is_told_once_with_what_was_kept(trip: Trip) -> None:
    hmi = trip.drive.hmi
    trip.screen.open("privacy")
    trip.screen.press("Accept")
    wait_until(lambda: hmi.features.consent.state(*GARAGE).value == "given", "the permission")
    hmi.close()
    file = trip.drive.folder / "p-1.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 4 : len(data) // 2] = b"\xff" * (len(data) // 2 - len(data) // 4)
    file.write_bytes(data)

    trip.drive.restart_hmi()
    trip.ready()
    assert list((trip.drive.folder / "quarantine").iterdir())
    trip.see("Damaged data was repaired")
    trip.see("Kept: 2 privacy answers, 0 orders.")
    assert trip.drive.hmi.features.consent.state(*GARAGE).value == "given"

    trip.drive.restart_hmi()
    trip.ready()
    trip.see("Damaged data was repaired")
    trip.screen.press("Dismiss")
    assert not trip.reads("Damaged data was repaired")

    trip.drive.restart_hmi()
    trip.ready()
    backend = trip.drive.hmi._backend
    assert backend is not None
    assert backend.store.recovered == ()
    assert not trip.drive.hmi.views.connectivity.has_news
    assert not trip.reads("Damaged data was repaired")
