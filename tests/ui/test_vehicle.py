"""Vehicle: the plan with four pressures, alerts first, then live rows."""

from collections.abc import Iterator

import pytest

from app.core.signals import BusState, Reason
from tests.fakes.car import BATTERY, PETROL_PATHS
from tests.ui import scene
from tests.ui.driver import Driver
from tests.ui.test_home import DISPLAYS, FITS, heal, leak, show, words

VOLTAGE = "Vehicle.LowVoltageBattery.CurrentVoltage"
ODOMETER = "Vehicle.TraveledDistance"
SOC = f"{BATTERY}.StateOfCharge.Displayed"
FULL = "1.8 bar instead of 2.5 bar, since {time}. Stop where it is safe and check the tyre."


@pytest.fixture
def page(screen: Driver) -> Iterator[Driver]:
    screen.hmi.car.healthy()
    show(screen)
    screen.open("vehicle")
    yield screen
    heal(screen)


def test_four_pressures_and_the_rows(page: Driver) -> None:
    text = words(page)
    assert text.count("2.5") == 5
    for expected in (
        *("Front left", "Front right", "Rear left", "Rear right", "Tyres", "Lowest of the four"),
        *("Drive battery", "74%", "24 °C", "12 V battery", "13.9", "Doors", "All closed"),
        *("Odometer", "41,001"),
    ):
        assert expected in text, expected


def test_a_leaking_tyre_is_marked_with_a_word(page: Driver) -> None:
    leak(page)
    text = words(page)
    assert "Losing air" in text
    assert text.count("1.8") == 1
    assert "Rear left tyre: losing air" in text
    assert "Lowest of the four" not in text


def test_full_text_only_when_parked(page: Driver) -> None:
    leak(page)
    [alert] = page.hmi.maintenance_service.open_alerts
    full = FULL.format(time=alert.opened_at.strftime("%H:%M"))
    assert full in words(page)
    page.hmi.drive(50.0)
    page.settle()
    assert full not in words(page)
    assert "Stop where it is safe and check the tyre." in words(page)


def test_a_missing_value_says_why(page: Driver) -> None:
    page.hmi.car.bad("Vehicle.LowVoltageBattery.CurrentVoltage", Reason.RANGE)
    page.hmi.clock.advance(7200)
    page.hmi.car.stale("Vehicle.TraveledDistance")
    show(page)
    assert "The reading is implausible" in words(page)
    assert "41,001" in words(page)
    assert any(t.startswith("Last reading 2 h") for t in words(page))


REASONS = {
    Reason.SNA: "Sensor not available",
    Reason.VALID_FLAG: "Sensor not available",
    Reason.ERROR: "The sensor reports a fault",
    Reason.NO_TARGET: "Nothing detected",
    Reason.UNMAPPED: "The reading is implausible",
    Reason.NOT_FINITE: "The reading is implausible",
    Reason.RANGE: "The reading is implausible",
    Reason.JUMP: "The reading is implausible",
    Reason.CHECKSUM: "The data arrives damaged",
    Reason.COUNTER: "The data arrives damaged",
    Reason.CONFLICT: "The data arrives damaged",
    Reason.TIMEOUT: "No current reading",
    Reason.BUS_SILENT: "No data from this part of the car",
    Reason.BUS_LOST: "No data from this part of the car",
}


@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_a_sentence(page: Driver, reason: Reason) -> None:
    if reason in {Reason.TIMEOUT, Reason.BUS_SILENT, Reason.BUS_LOST}:
        page.hmi.car.stale(VOLTAGE, reason)
    else:
        page.hmi.car.bad(VOLTAGE, reason)
    show(page)
    text = words(page)
    assert text.count(REASONS[reason]) == 1
    assert "13.9" not in text


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (BusState.ASLEEP, "The car is asleep."),
        (BusState.SILENT, "No data from the car."),
        (BusState.LOST, "No link to the car; retrying."),
    ],
)
def test_a_silent_car_is_explained_once_not_in_every_row(
    page: Driver, state: BusState, sentence: str
) -> None:
    lost = Reason.BUS_LOST if state is BusState.LOST else Reason.BUS_SILENT
    page.hmi.clock.advance(180)
    for path in (VOLTAGE, ODOMETER, SOC):
        page.hmi.car.stale(path, lost)
    page.hmi.car.buses(body=state, powertrain=state)
    show(page)
    text = words(page)
    assert text.count(sentence) == 1
    assert text.count("Last reading 3 min ago") == 2
    assert "41,001" in text
    assert "No data from this part of the car" not in text
    page.hmi.car.buses(body=BusState.ALIVE, powertrain=BusState.ALIVE)


def test_a_value_of_the_last_run_is_grey_with_its_age(page: Driver) -> None:
    then = page.hmi.clock.ns - 7200 * 1_000_000_000
    page.hmi.car.restore(ODOMETER, 41_000_900, then)
    show(page)
    assert "Last reading 2 h ago" in words(page)
    (odometer,) = [
        item
        for item in scene.texts(page.window)
        if item.property("text") == "41,001" and item.property("strong")
    ]
    assert odometer.property("color") == page.hmi.palette.property("textSecondary")
    page.hmi.clock.advance(86_400)
    show(page)
    assert "41,001" not in words(page)


def test_open_doors_are_counted(page: Driver) -> None:
    page.hmi.car.set({"Vehicle.Cabin.Door.Row1.DriverSide.IsOpen": True})
    show(page)
    assert "1 open" in words(page)


def test_rows_of_sensors_the_car_has_not_are_gone(page: Driver) -> None:
    page.hmi.car.become(PETROL_PATHS)
    show(page)
    text = words(page)
    for absent in ("Tyres", "Drive battery", "Front left", "Doors"):
        assert absent not in text, absent
    assert {"Engine speed", "Gear", "Odometer"} <= set(text)
    assert "Waiting for the car" in text
    assert page.faults() == []


@pytest.mark.parametrize(("display", "language"), FITS)
def test_everything_fits(page: Driver, display: str, language: str) -> None:
    page.hmi.i18n.setLanguage(language)
    page.resize(*DISPLAYS[display])
    assert page.faults() == []
    leak(page)
    assert page.faults() == []
