"""`Vehicle`: one reading a value, digits at four a second, loss at once."""

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from app.core.errors import HabitacleError
from app.core.signals import BusState
from app.features.vehicle.domain import READINGS
from app.features.vehicle.view import Vehicle, load_display_rules
from app.ui.reading import Reading
from tests.fakes.car import FakeCar

FILE = Path("assets/models/vehicle/readings.json")
RULES = load_display_rules(FILE)


@pytest.fixture
def car() -> FakeCar:
    return FakeCar()


@pytest.fixture
def vehicle(qapp: QCoreApplication, car: FakeCar) -> Vehicle:
    assert qapp is not None
    return Vehicle(car.service, car.clock, RULES)


def value(vehicle: Vehicle, name: str) -> object:
    reading: Reading = getattr(vehicle, name)
    return reading.property("value") if reading.property("shown") else None


def test_every_reading_is_a_property(vehicle: Vehicle) -> None:
    for name in READINGS:
        assert getattr(vehicle, name) is vehicle.readings[name], name


def test_a_value_appears_at_once(vehicle: Vehicle, car: FakeCar) -> None:
    car.set({"Vehicle.Speed": 50.2})
    assert value(vehicle, "speed") == 50


def test_digits_wait_for_a_quarter_of_a_second(
    qtbot: QtBot, vehicle: Vehicle, car: FakeCar
) -> None:
    car.set({"Vehicle.Speed": 50.0})
    shown: list[object] = []
    vehicle.readings["speed"].valueChanged.connect(lambda: shown.append(value(vehicle, "speed")))
    for kmh in (51.0, 52.0, 53.0):
        car.set({"Vehicle.Speed": kmh})
    assert shown == []
    qtbot.waitUntil(lambda: shown == [53.0], timeout=1000)


def test_loss_of_a_value_never_waits(vehicle: Vehicle, car: FakeCar) -> None:
    car.set({"Vehicle.Speed": 50.0})
    car.set({"Vehicle.Speed": 51.0})
    car.stale("Vehicle.Speed")
    assert value(vehicle, "speed") is None
    assert vehicle.readings["speed"].property("state") == "stale"


def test_noise_below_the_shown_digit_tells_nobody(vehicle: Vehicle, car: FakeCar) -> None:
    car.set({"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure": 249})
    told: list[object] = []
    vehicle.readings["tyreFrontLeft"].valueChanged.connect(lambda: told.append(1))
    for kpa in (250, 251, 249, 252):
        car.set({"Vehicle.Chassis.Axle.Row1.Wheel.Left.Tire.Pressure": kpa})
        vehicle.refresh()
    assert told == []


def test_an_old_value_grows_older_without_any_frame(
    qtbot: QtBot, vehicle: Vehicle, car: FakeCar
) -> None:
    car.set({"Vehicle.TraveledDistance": 41_000_000})
    car.stale("Vehicle.TraveledDistance")
    car.clock.advance(61)
    reading = vehicle.readings["odometer"]
    with qtbot.waitSignal(reading.ageSecondsChanged, timeout=3000):
        pass
    assert reading.property("ageSeconds") == 61
    assert value(vehicle, "odometer") == 41_000


def test_the_link_is_told(qtbot: QtBot, vehicle: Vehicle, car: FakeCar) -> None:
    assert vehicle.property("link") == "connecting"
    with qtbot.waitSignal(vehicle.linkChanged, timeout=1000):
        car.buses(body=BusState.ALIVE)
    assert vehicle.property("link") == "alive"
    assert vehicle.property("name") == "Habitacle EV"


@pytest.mark.parametrize("name", ["drop_after_s", "digit_hz", "power_ring_kw"])
@pytest.mark.parametrize("bad", [0, -1, "x", None])
def test_display_rules_are_checked(tmp_path: Path, name: str, bad: Any) -> None:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    data[name] = bad
    path = tmp_path / "readings.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(HabitacleError, match=r"readings\.json"):
        load_display_rules(path)
