"""Home: live values, honest about what is not known, composed on every display."""

from collections.abc import Iterator

import pytest

from app.core.signals import Reason
from app.features.maintenance.domain.tyres import Wheel
from tests.fakes.car import BATTERY, CABLE, IS_CHARGING, PETROL_PATHS, TIME_LEFT
from tests.ui import scene
from tests.ui.driver import Driver

FAULT_COUNT = "Vehicle.Diagnostics.DTCCount"
DISPLAYS = {
    "7in": (1024, 600, 7.0),
    "10.25in": (1920, 720, 10.25),
    "12.3in": (1920, 720, 12.3),
    "10.3in": (1920, 1080, 10.3),
    "9in": (768, 1024, 9.0),
    "17in": (1080, 1920, 17.0),
}

# Every language on the three displays that the screenshots of the specification name.
FITS = [
    (display, language)
    for display in DISPLAYS
    for language in ("en", "fr", "en-XA")
    if language == "en" or display in {"12.3in", "7in", "9in"}
]


@pytest.fixture
def home(screen: Driver) -> Iterator[Driver]:
    screen.hmi.car.healthy()
    show(screen)
    screen.open("home")
    yield screen
    heal(screen)


def show(driver: Driver) -> None:
    driver.hmi.vehicle.refresh()
    driver.hmi.maintenance.refresh()
    driver.settle()


def heal(driver: Driver) -> None:
    """Refill the tyres, so that no alert outlives its test."""
    driver.hmi.car.healthy()
    for _ in range(2):
        driver.hmi.clock.advance(1)
        driver.hmi.car.tyres(250)
    show(driver)
    assert driver.hmi.maintenance_service.open_alerts == ()


def words(driver: Driver) -> list[str]:
    """Everything that can be read, with plain blanks."""
    return [text.replace("\u00a0", " ") for text in driver.text()]


def leak(driver: Driver, wheel: Wheel = Wheel.REAR_LEFT, to: int = 180) -> None:
    """A tyre that loses a kPa a second while the car stands parked."""
    for kpa in range(250, to - 1, -1):
        driver.hmi.clock.advance(0.9)
        driver.hmi.drive(0.0, gear=126)
        driver.hmi.car.tyres({w: kpa if w is wheel else 250 for w in Wheel})
    driver.hmi.maintenance.acknowledge()
    show(driver)


def test_live_values_with_their_units(home: Driver) -> None:
    text = words(home)
    for expected in ("Range", "312", "km", "74%", "42.8", "kWh", "2.5", "bar", "13.9", "V"):
        assert expected in text, expected
    assert "All good" in text
    assert "18" in text
    assert "In use" in text
    assert "Not plugged in" in text


def test_nothing_is_good_while_a_tyre_is_unknown(home: Driver) -> None:
    home.hmi.car.bad(f"{Wheel.REAR_LEFT.path}.Tire.Pressure", Reason.SNA)
    show(home)
    assert "All good" not in words(home)
    assert "Tyres not checked" in words(home)
    assert "Sensor not available" in words(home)


def test_an_old_range_shows_with_its_age(home: Driver) -> None:
    home.hmi.clock.advance(180)
    home.hmi.car.stale("Vehicle.Powertrain.Range")
    show(home)
    assert "312" in words(home)
    assert "3 min ago" in words(home)


def test_lost_power_is_a_dash_at_once(home: Driver) -> None:
    home.hmi.car.stale(f"{BATTERY}.CurrentPower")
    show(home)
    assert "18" not in words(home)
    assert "Not known" in words(home)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({CABLE: True}, ["Plugged in, not charging"]),
        (
            {CABLE: True, IS_CHARGING: True, f"{BATTERY}.CurrentPower": 50_300.0, TIME_LEFT: 2520},
            ["50.3", "kW", "42 min left"],
        ),
        ({f"{BATTERY}.CurrentPower": 9_000.0}, ["Recovering", "9"]),
        ({f"{BATTERY}.CurrentPower": 0.0}, ["At rest", "0"]),
    ],
)
def test_charging_and_power_in_words(
    home: Driver, values: dict[str, float | bool], expected: list[str]
) -> None:
    home.hmi.car.set(values)
    show(home)
    for word in expected:
        assert word in words(home), word


def test_an_alert_opens_the_vehicle_screen(home: Driver) -> None:
    leak(home)
    assert "Stop where it is safe and check the tyre." in words(home)
    assert "All good" not in words(home)
    home.press("Rear left tyre: losing air")
    assert home.window.property("page") == "vehicle"


def test_a_car_without_battery_and_tyres_is_still_composed(home: Driver) -> None:
    home.hmi.car.become(PETROL_PATHS)
    home.hmi.car.set(
        {
            "Vehicle.TraveledDistance": 25_088_064,
            "Vehicle.Powertrain.CombustionEngine.Speed": 1726.0,
        }
    )
    home.hmi.drive(0.0, gear=126)
    show(home)
    text = words(home)
    for expected in ("Speed", "0", "km/h", "Gear", "P", "Odometer", "25,088", "1,730"):
        assert expected in text, expected
    for absent in ("Range", "Power", "Charging", "All good"):
        assert absent not in text, absent
    assert "This car does not report its tyre pressures." in text
    assert home.faults() == []


def test_before_the_first_frame_no_number_shows(home: Driver) -> None:
    home.hmi.car.become(home.hmi.car.service.supported_paths)
    show(home)
    numbers = [t for t in words(home) if t[:1].isdigit() and ":" not in t]
    assert numbers == []
    assert "Waiting for the car" in words(home)


@pytest.mark.parametrize(("display", "language"), FITS)
def test_everything_fits(home: Driver, display: str, language: str) -> None:
    home.hmi.i18n.setLanguage(language)
    home.resize(*DISPLAYS[display])
    assert home.faults() == []
    home.hmi.car.set({IS_CHARGING: True, CABLE: True, TIME_LEFT: 4800})
    leak(home)
    assert home.faults() == []


@pytest.mark.parametrize(("display", "language"), FITS)
def test_two_alerts_and_the_power_fit(home: Driver, display: str, language: str) -> None:
    home.hmi.i18n.setLanguage(language)
    home.resize(*DISPLAYS[display])
    leak(home)
    leak(home, Wheel.FRONT_LEFT)
    assert home.hmi.maintenance_service.open_alerts
    assert home.faults() == []
    power = [item for item in scene.texts(home.window) if item.property("text") == "18"]
    assert len(power) == 1


@pytest.mark.parametrize("large", [False, True], ids=["usual", "large"])
@pytest.mark.parametrize(("display", "language"), FITS)
def test_a_card_of_a_task_fits_beside_everything(
    home: Driver, display: str, language: str, large: bool
) -> None:
    home.hmi.preferences.set_large_text(large)
    try:
        home.hmi.i18n.setLanguage(language)
        home.resize(*DISPLAYS[display])
        for route in ("driving", "settings/language"):
            home.hmi.flows.remind(route, "setup")
        show(home)
        assert home.hmi.flows.property("count") == 2
        assert home.faults() == []
        leak(home)
        leak(home, Wheel.FRONT_LEFT)
        home.hmi.park()
        show(home)
        assert home.faults() == []
        home.hmi.car.become(PETROL_PATHS)
        home.hmi.park()
        show(home)
        assert home.faults() == []
    finally:
        home.hmi.preferences.set_large_text(False)


@pytest.mark.parametrize(("display", "language"), FITS)
def test_stored_faults_are_not_all_good(home: Driver, display: str, language: str) -> None:
    home.hmi.i18n.setLanguage(language)
    home.resize(*DISPLAYS[display])
    show(home)
    usual = len(words(home))
    home.hmi.car.set({FAULT_COUNT: 237})
    show(home)
    assert any("237" in text for text in words(home))
    assert home.faults() == []
    home.hmi.car.set({FAULT_COUNT: 0})
    show(home)
    assert len(words(home)) == usual
    assert not any("237" in text for text in words(home))


def test_stored_faults_lead_to_the_car_check(home: Driver) -> None:
    home.hmi.car.set({FAULT_COUNT: 1})
    show(home)
    assert "All good" not in words(home)
    home.press("1 fault stored")
    assert "Car check" in words(home)
    home.hmi.car.set({FAULT_COUNT: 0})
    home.open("vehicle")
    home.open("home")


@pytest.mark.parametrize(("display", "language"), FITS)
def test_a_petrol_car_fits(home: Driver, display: str, language: str) -> None:
    home.hmi.car.become(PETROL_PATHS)
    home.hmi.drive(0.0, gear=126)
    home.hmi.i18n.setLanguage(language)
    home.resize(*DISPLAYS[display])
    show(home)
    assert home.faults() == []
