"""The first drive: from CAN frame to pixel, to the database, to the broker, and back."""

import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from app.emulator.cloud import Received
from app.ui.reading import Reading
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import Drive, wait_until
from tests.harness.witness import Witness
from tests.ui.driver import Driver

pytestmark = pytest.mark.journey

WHEEL = "front_left"
GARAGE = "garage-demo"


class Journey:
    """Driver of the screen, hands on the car, eyes on the broker."""

    def __init__(self, drive: Drive) -> None:
        self.drive = drive
        self.car = drive.desk.car

    @property
    def window(self) -> QQuickWindow:
        window = self.drive.hmi.window
        assert window is not None
        return window

    @property
    def screen(self) -> Driver:
        # The driver of the screen asks its world for nothing but the display.
        return Driver(self.window, cast("FakeHmi", self.drive.hmi.frame))

    def reading(self, name: str) -> Reading:
        return self.drive.hmi.views.vehicle.readings[name]

    def shown(self, name: str) -> float:
        return self.reading(name).snapshot.value

    def press(self, name: str) -> None:
        """Press the item of that name once the screen has it."""
        wait_until(lambda: name in self.screen.names(), f"something to press named {name}")
        self.screen.press(name)

    def reads(self, text: str) -> bool:
        return any(text in each for each in self.screen.text())

    def park(self) -> None:
        self.car.controls.park()
        wait_until(lambda: self.drive.hmi.restrictions.state == "parked", "parked", 40)

    def overlay(self) -> bool:
        return self.drive.hmi.views.maintenance.now.overlay is not None

    def consent(self) -> str:
        return self.drive.hmi.features.consent.state("P3", GARAGE).value

    def let_air_out(self) -> float:
        """Leak until the warning shows; seconds from the frame that carries the fall."""
        path = "Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure"
        vehicle = self.drive.hmi.features.vehicle
        start = self.car.state.tyre_kpa[0]
        self.car.controls.set_leak(WHEEL, 10.0)
        wait_until(lambda: (vehicle.sample(path).number or start) < start - 20, "the fall", 10)
        fell = time.monotonic()
        wait_until(self.overlay, "the warning", 5)
        return time.monotonic() - fell


@pytest.fixture
def journey(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Journey]:
    assert qapp.platformName() == "offscreen"
    drive = Drive(tmp_path)
    try:
        drive.hmi.frame.i18n.setLanguage("en")
        yield Journey(drive)
    finally:
        drive.close()
    assert drive.errors == []


def test_the_screen_shows_the_car(journey: Journey) -> None:
    for name in ("range", "soc", "lowVoltage", "tyreRearRight", "outsideTemperature"):
        wait_until(partial(_is_shown, journey.reading(name)), name)
    state = journey.car.state
    assert journey.shown("soc") == pytest.approx(state.soc_percent, abs=1)
    assert journey.shown("range") == pytest.approx(state.range_km, abs=1.5)
    assert journey.shown("tyreRearRight") == pytest.approx(state.tyre_kpa[3], abs=10)
    wait_until(lambda: journey.reads(str(round(state.range_km))), "the range on Home")

    journey.car.controls.hold(50)
    wait_until(lambda: journey.shown("speed") > 45, "50 km/h on the screen", 30)
    assert journey.drive.hmi.restrictions.state == "moving"
    wait_until(lambda: journey.shown("power") < 0, "the drive takes power")
    journey.park()
    wait_until(lambda: journey.shown("speed") == 0, "standing")
    assert journey.car.state.soc_percent < 74.0


def test_what_is_locked_while_moving_says_why(journey: Journey) -> None:
    wait_until(lambda: journey.drive.hmi.features.consent.ready, "the records")
    journey.park()
    journey.screen.open("privacy")
    assert "lock" not in journey.consent()
    journey.car.controls.hold(30)
    wait_until(lambda: journey.drive.hmi.restrictions.state == "moving", "moving")
    wait_until(lambda: journey.consent() == "deferred", "the question to close without an answer")
    journey.press("Accept")
    assert journey.consent() == "deferred"
    assert journey.reads("Locked while driving.")
    assert journey.reads("Available once the car is parked (P).")


def test_a_leak_warns_stays_over_a_restart_and_resolves(journey: Journey) -> None:
    wait_until(lambda: journey.shown("tyreFrontLeft") > 200, "the pressure")
    assert journey.let_air_out() < 1.0
    wait_until(lambda: journey.reads("Understood"), "the warning on the screen")
    journey.car.controls.set_leak(WHEEL, 0.0)

    journey.drive.restart_hmi()
    wait_until(journey.overlay, "the warning after a restart", 5)
    wait_until(lambda: journey.shown("tyreFrontLeft") > 50, "the pressure")

    journey.car.controls.refill(WHEEL)
    wait_until(lambda: not journey.overlay(), "the end of the warning", 10)
    journey.drive.restart_hmi()
    wait_until(lambda: journey.shown("tyreFrontLeft") > 240, "the pressure")
    assert journey.drive.hmi.features.maintenance.open_alerts == ()


def test_consent_decides_what_leaves(journey: Journey) -> None:
    drive = journey.drive
    with Witness(drive.desk.supervisor.broker.url) as witness:
        wait_until(lambda: witness.seen("state"), "the birth at an independent subscriber")
        wait_until(lambda: journey.shown("tyreFrontLeft") > 200, "the pressure")
        journey.let_air_out()
        wait_until(lambda: journey.reads("Understood"), "the warning")
        journey.press("Understood")
        assert witness.seen("maintenance.record") == []

        journey.park()
        journey.screen.open("privacy")
        journey.press("Accept")
        wait_until(lambda: witness.seen("maintenance.record"), "the record at the subscriber")
        (record,) = witness.seen("maintenance.record")
        assert record.topic.endswith(f"/up/maintenance/{GARAGE}")
        assert record.body["data"]["position"] == WHEEL
        wait_until(lambda: journey.reads("Maintenance record"), "the entry on the screen")
        rows = {row.kind: row for row in drive.hmi.views.consent.ledger_rows}
        assert rows["maintenance"].bytes == record.size
        assert rows["maintenance"].purposeId == "P3"

        journey.press("Privacy: 1 shared")
        journey.press("Stop all sharing")
        assert journey.consent() == "withdrawn"
        wait_until(lambda: witness.seen("consent.withdrawn"), "the withdrawal at the subscriber")
        journey.car.controls.refill()
        wait_until(lambda: not drive.hmi.features.maintenance.open_alerts, "refilled")
        journey.let_air_out()
        wait_until(lambda: drive.hmi.views.sync.status.pending == 0, "nothing waits")
        assert len(witness.seen("maintenance.record")) == 1

        journey.press("Understood")
        journey.park()
        journey.screen.open("privacy")
        journey.press("Accept")
        wait_until(lambda: len(witness.seen("maintenance.record")) == 2, "the new record")


def test_offline_goes_on_and_sends_once(journey: Journey) -> None:
    drive = journey.drive
    sync = drive.hmi.views.sync
    wait_until(lambda: sync.status.link == "up", "the link")
    wait_until(lambda: drive.hmi.features.consent.ready, "the records")
    wait_until(lambda: journey.shown("tyreFrontLeft") > 200, "the pressure")
    journey.park()
    journey.screen.open("privacy")
    journey.press("Accept")
    wait_until(lambda: journey.consent() == "given", "the consent")

    drive.desk.supervisor.set_broker(up=False)
    wait_until(lambda: sync.status.link != "up", "the lost link")
    journey.let_air_out()
    wait_until(lambda: sync.status.pending == 1, "the record waits")
    wait_until(lambda: journey.reads("Offline") or journey.reads("waiting"), "said quietly")
    drive.restart_hmi()
    wait_until(lambda: journey.drive.hmi.views.sync.status.pending == 1, "still waiting")

    drive.desk.supervisor.set_broker(up=True)
    wait_until(lambda: _records(drive), "the record at the cloud", 20)
    wait_until(lambda: drive.hmi.views.sync.status.pending == 0, "the receipt")
    (record,) = _records(drive)
    assert record.duplicates == 0


def test_a_withdrawal_reaches_what_was_queued(journey: Journey) -> None:
    drive = journey.drive
    wait_until(lambda: drive.hmi.features.consent.ready, "the records")
    wait_until(lambda: journey.shown("tyreFrontLeft") > 200, "the pressure")
    journey.park()
    journey.screen.open("privacy")
    journey.press("Accept")
    wait_until(lambda: journey.consent() == "given", "the consent")
    drive.desk.supervisor.set_broker(up=False)
    wait_until(lambda: drive.hmi.views.sync.status.link != "up", "the lost link")
    journey.let_air_out()
    wait_until(lambda: drive.hmi.views.sync.status.pending == 1, "the record waits")
    journey.press("Understood")
    journey.press("Refuse")
    wait_until(lambda: journey.consent() == "withdrawn", "the withdrawal")
    drive.desk.supervisor.set_broker(up=True)
    withdrawals = [each for each in drive.desk.received if each.type == "consent.withdrawn"]
    wait_until(
        lambda: [e for e in drive.desk.received if e.type == "consent.withdrawn"], "told", 20
    )
    assert withdrawals == []
    assert _records(drive) == []


def test_the_language_changes_on_the_spot(journey: Journey) -> None:
    journey.screen.open("settings")
    assert journey.reads("Settings")
    journey.park()
    journey.press("Language")
    journey.press("Français")
    assert journey.drive.hmi.frame.i18n.current == "fr"
    wait_until(lambda: journey.reads("Véhicule"), "French")
    assert not journey.reads("Settings")
    journey.drive.restart_hmi()
    wait_until(lambda: journey.reads("Véhicule"), "French after a restart")


def _is_shown(reading: Reading) -> bool:
    return reading.snapshot.shown


def _records(drive: Drive) -> list[Received]:
    return [each for each in drive.desk.received if each.type == "maintenance.record"]
