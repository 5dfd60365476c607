"""Vehicle: the plan with four pressures, alerts first, then live rows."""

from collections.abc import Iterator

import pytest

from app.core.signals import Reason
from tests.fakes.car import PETROL_PATHS
from tests.ui.driver import Driver
from tests.ui.test_home import DISPLAYS, FITS, heal, leak, show, words

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
