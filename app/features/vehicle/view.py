"""The car for QML: one constant `Reading` a value, updated in place."""

import json
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Property, QTimer, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.features.vehicle.domain import READINGS, snapshot
from app.features.vehicle.service import VehicleService
from app.ui.provide import Provided
from app.ui.reading import Reading

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_AGE_MS = 1000


class DisplayRules(NamedTuple):
    """Age at which an old value goes (s), rate of digits (Hz), power of a full ring (kW)."""

    drop_after_s: int
    digit_hz: float
    power_ring_kw: float


def load_display_rules(path: Path) -> DisplayRules:
    """The rules at *path* (`assets/models/vehicle/readings.json`); HabitacleError on a fault."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        rules = DisplayRules(
            int(data["drop_after_s"]), float(data["digit_hz"]), float(data["power_ring_kw"])
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise HabitacleError(f"{path.name} is not a file of display rules: {error!r}.") from None
    if min(rules.drop_after_s, rules.digit_hz, rules.power_ring_kw) <= 0:
        raise HabitacleError(f"{path.name} is refused: a limit is not positive.")
    return rules


def _reading(name: str) -> Property:
    def read(view: "Vehicle") -> Reading:
        return view.readings[name]

    return Property(Reading, read, constant=True)


@QmlElement
@QmlSingleton
class Vehicle(Provided):
    """Readings of the car, its link and name.

    Digits follow at most at `digit_hz`; a value that appears or disappears shows at once. `link`
    is connecting, alive, silent, lost or asleep.
    """

    linkChanged = Signal()

    speed = _reading("speed")
    gear = _reading("gear")
    range = _reading("range")
    soc = _reading("soc")
    energy = _reading("energy")
    power = _reading("power")
    batteryTemperature = _reading("batteryTemperature")
    lowVoltage = _reading("lowVoltage")
    odometer = _reading("odometer")
    outsideTemperature = _reading("outsideTemperature")
    tyreLowest = _reading("tyreLowest")
    tyreFrontLeft = _reading("tyreFrontLeft")
    tyreFrontRight = _reading("tyreFrontRight")
    tyreRearLeft = _reading("tyreRearLeft")
    tyreRearRight = _reading("tyreRearRight")
    isCharging = _reading("isCharging")
    cableConnected = _reading("cableConnected")
    chargingPower = _reading("chargingPower")
    timeToComplete = _reading("timeToComplete")
    fuelLevel = _reading("fuelLevel")
    engineSpeed = _reading("engineSpeed")
    coolantTemperature = _reading("coolantTemperature")
    openings = _reading("openings")
    faultCount = _reading("faultCount")

    def __init__(self, service: VehicleService, clock: Clock, rules: DisplayRules) -> None:
        super().__init__()
        self._service = service
        self._clock = clock
        self._rules = rules
        self.readings = {name: Reading(self) for name in READINGS}
        self._link = service.link.value
        self._epoch = -1
        self._dirty = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(round(1000 / rules.digit_hz))
        self._pause.timeout.connect(self._resume)
        self._ages = QTimer(self)
        self._ages.setInterval(_AGE_MS)
        self._ages.timeout.connect(self.refresh)
        self._ages.start()
        service.changed.connect(self._on_change)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now; only readings that differ notify."""
        self._dirty = False
        self._epoch = self._service.validity_epoch
        now = snapshot(
            self._service.sample,
            self._service.link.value,
            self._clock.monotonic_ns(),
            self._rules.drop_after_s,
        )
        for name, state in now.readings.items():
            self.readings[name].update(state)
        if now.link != self._link:
            self._link = now.link
            self.linkChanged.emit()

    def _on_change(self) -> None:
        if self._pause.isActive() and self._epoch == self._service.validity_epoch:
            self._dirty = True
            return
        self.refresh()
        self._pause.start()

    def _resume(self) -> None:
        if self._dirty:
            self.refresh()
            self._pause.start()

    def _link_word(self) -> str:
        return self._link

    def _name(self) -> str:
        return self._service.name

    def _ring_kw(self) -> float:
        return self._rules.power_ring_kw

    link = Property(str, _link_word, notify=linkChanged)
    name = Property(str, _name, constant=True)
    powerRingKw = Property(float, _ring_kw, constant=True)
