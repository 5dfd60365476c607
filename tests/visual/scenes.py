"""Scenes that need a story: an alert, a consent, a lost link. One walk shows them all."""

from collections.abc import Callable

from tests.visual.stage import Stage, settle

Snap = Callable[[str], None]
_BUSES = ("powertrain", "body")


def walk(stage: Stage, snap: Snap) -> None:
    """Play every scene on *stage*; *snap* gets its name when it is to be photographed."""
    for part in (_settings, _privacy, _moving, _alert, _links, _charging):
        part(stage, snap)


def _settings(stage: Stage, snap: Snap) -> None:
    stage.park()
    for section in ("display", "language", "about"):
        stage.open(f"settings/{section}")
        snap(f"settings-{section}")
    stage.open("settings/signals")
    settle(3)  # rates are measured over two seconds
    snap("settings-signals")


def _privacy(stage: Stage, snap: Snap) -> None:
    stage.open("home")
    stage.press("Privacy: Nothing shared")
    snap("quicksheet-none")
    stage.press("Close")
    stage.consent("Refuse")
    snap("privacy-refused")
    stage.consent("Accept")
    snap("privacy-given")
    stage.press("Privacy: 1 shared")
    snap("quicksheet-given")
    stage.press("Close")


def _moving(stage: Stage, snap: Snap) -> None:
    stage.hold(50)
    stage.open("home")
    snap("home-moving")
    stage.open("privacy")
    snap("privacy-moving")
    stage.open("settings/language")
    snap("settings-language-moving")
    stage.press_locked()
    snap("lock")
    stage.press("OK")
    stage.open("home")


def _alert(stage: Stage, snap: Snap) -> None:
    stage.let_air_out("front_left")
    snap("alert-moving")
    stage.press("Understood")
    for page in ("home", "vehicle"):
        stage.open(page)
        snap(f"{page}-alert-moving")
    stage.park()
    for page in ("vehicle", "home"):
        stage.open(page)
        snap(f"{page}-alert-parked")
    stage.let_air_out("rear_right")
    snap("alert-parked")
    stage.press("Understood")
    stage.open("privacy")
    snap("privacy-ledger")


def _links(stage: Stage, snap: Snap) -> None:
    stage.controls.refill()
    sync = stage.drive.hmi.views.sync
    stage.drive.desk.supervisor.set_broker(up=False)
    stage.wait(lambda: sync.status.link != "up", "the lost broker")
    stage.open("home")
    snap("home-offline")
    stage.drive.desk.supervisor.set_broker(up=True)
    faults = stage.drive.desk.car.faults
    for bus in _BUSES:
        faults.set("dropped", bus)
    settle(3)
    for page in ("home", "vehicle"):
        stage.open(page)
        snap(f"{page}-no-data")
    faults.clear()
    stage.wait(lambda: stage.drive.hmi.views.vehicle.property("link") == "alive", "the car")


def _charging(stage: Stage, snap: Snap) -> None:
    stage.wait(lambda: stage.reading("tyreFrontLeft").state == "valid", "the pressures")
    stage.controls.set_plug("dc")
    stage.open("home")
    stage.wait(lambda: stage.shown("chargingPower") > 1, "charging")
    snap("home-charging")
    stage.controls.set_plug("none")
