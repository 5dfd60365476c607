"""The driver profile: reached from the status bar, named by letters, honest about what it is."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from tests.ui import scene
from tests.ui.driver import Driver, Role
from tests.ui.looks import MATRIX
from tests.ui.screens import shell


@pytest.fixture
def driver(screen: Driver) -> Iterator[Driver]:
    screen.open("home")
    yield screen
    screen.hmi.park()
    screen.hmi.preferences.set_driver_name("")
    screen.open("driving")


def naming(driver: Driver) -> None:
    driver.press("Driver profile")
    driver.press("Give a name")


def test_the_status_bar_leads_to_who_drives_and_what_is_theirs(driver: Driver) -> None:
    driver.press("Driver profile")
    assert "Driver 1" in driver.text()
    assert "This car has one driver profile. It stays in the car." in driver.text()
    assert {"Language", "Display", "Privacy"} <= driver.names()


def test_a_driver_is_named_and_greeted(driver: Driver) -> None:
    naming(driver)
    for key in "Zo":
        driver.press(key)
    driver.press("Save")
    assert "Zo" in driver.text()
    assert "Change name" in driver.names()
    driver.open("home")
    assert any(text.startswith("Hello ") and "Zo" in text for text in driver.text())


def test_markup_in_a_name_stays_letters(driver: Driver) -> None:
    driver.hmi.preferences.set_driver_name("<b>Zo</b>")
    driver.open("settings/driver")
    assert "<b>Zo</b>" in driver.text()
    assert driver.faults() == []


def test_driving_off_locks_the_name_and_keeps_what_was_typed(driver: Driver) -> None:
    naming(driver)
    driver.press("Z")
    driver.hmi.drive(50.0)
    driver.settle()
    driver.press("Save")
    assert "Locked while driving." in driver.text()
    assert driver.hmi.preferences.current.driver_name == ""
    driver.open("home")
    driver.open("vehicle")
    driver.open("home")
    driver.hmi.park()
    driver.settle()
    driver.press("Driver's name: Continue where you were")
    assert "Z" in driver.text()
    driver.press("Save")
    assert driver.hmi.preferences.current.driver_name == "Z"


def test_back_leads_from_the_letters_to_the_profile(driver: Driver) -> None:
    naming(driver)
    driver.press("Back")
    assert "Give a name" in driver.names()
    naming(driver)
    driver.key(Qt.Key.Key_Escape)
    assert "Give a name" in driver.names()


def test_the_cloud_leads_to_the_connection(driver: Driver) -> None:
    driver.hmi.online()
    driver.settle()
    driver.press("Connection: In sync")
    assert shell(driver).property("section") == "connectivity"


@pytest.mark.parametrize("display", MATRIX)
@pytest.mark.parametrize("language", ["fr", "en-XA"])
def test_the_title_is_never_cut_and_everything_stays(
    driver: Driver, language: str, display: str
) -> None:
    driver.hmi.consent.accept("P3", "garage-demo")
    driver.hmi.i18n.setLanguage(language)
    driver.resize(*MATRIX[display])
    for page in ("home", "privacy", "settings/name"):
        driver.open(page)
        title = next(i for i in scene.texts(driver.window) if "Heading" in scene.kinds(i))
        assert not title.property("truncated")
        assert title.property("contentWidth") <= title.width()
        bar = [i for i in driver.items(Role.Button) if scene.area(i).bottom() < _bar(driver)]
        assert len(bar) >= 3
    driver.hmi.consent.withdraw("P3", "garage-demo")


def _bar(driver: Driver) -> float:
    """Lower edge of the status bar."""
    return 81 * driver.hmi.display.geometry.scale
