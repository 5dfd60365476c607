"""Driving off interrupts a task in the same turn; it goes on where it was, or by a card on Home."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core.flows import Stage
from tests.ui import scene
from tests.ui.driver import Driver, Role

DISPLAYS = [(1920, 720, 12.3), (1024, 600, 7.0), (768, 1024, 9.0), (1080, 1920, 17.0)]


@pytest.fixture
def shell(screen: Driver) -> Iterator[Driver]:
    yield screen
    screen.hmi.park()
    for card in screen.hmi.flows.property("cards").rows:
        screen.hmi.flows.dismiss(card.kind, card.key)
    screen.open("driving")


def drive_off(screen: Driver) -> None:
    screen.hmi.drive(50.0)
    screen.settle()


def park(screen: Driver) -> None:
    screen.hmi.park()
    screen.settle()


def stage(screen: Driver, flow: str) -> Stage | None:
    found = screen.hmi.flows.book.get(flow)
    return None if found is None else found.stage


def check(screen: Driver) -> None:
    screen.open("vehicle/check")


def test_driving_off_suspends_in_the_same_turn(shell: Driver) -> None:
    check(shell)
    told: list[str] = []
    shell.hmi.flows.suspended.connect(told.append)
    shell.hmi.drive(50.0)  # no event loop turns in here
    assert told == ["checkup"]
    assert stage(shell, "checkup") is Stage.SUSPENDED


def test_a_task_goes_on_by_itself_while_its_screen_is_open(shell: Driver) -> None:
    check(shell)
    drive_off(shell)
    assert "Locked until the car is parked" in shell.text()
    park(shell)
    assert stage(shell, "checkup") is Stage.ACTIVE
    assert "Locked until the car is parked" not in shell.text()
    assert shell.window.property("page") == "vehicle"
    shell.open("home")
    assert "Continue where you were" not in shell.text()


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_left_task_is_offered_on_home_and_opens_where_it_was(
    shell: Driver, display: tuple[int, int, float]
) -> None:
    shell.resize(*display)
    check(shell)
    drive_off(shell)
    shell.open("home")
    assert "Continue where you were" not in shell.text()
    park(shell)
    assert "Continue where you were" in shell.text()
    assert shell.faults() == []
    shell.press("Car check: Continue where you were")
    assert shell.window.property("page") == "vehicle"
    assert stage(shell, "checkup") is Stage.ACTIVE
    assert "Back" in shell.names()
    shell.open("home")
    assert "Continue where you were" not in shell.text()


def test_an_offer_can_be_dismissed(shell: Driver) -> None:
    check(shell)
    drive_off(shell)
    shell.open("home")
    park(shell)
    shell.press("Dismiss: Car check")
    assert "Continue where you were" not in shell.text()
    drive_off(shell)
    park(shell)
    assert "Continue where you were" not in shell.text()


def test_where_a_list_was_scrolled_to_survives(shell: Driver) -> None:
    shell.resize(1024, 600, 5.5)  # so small that the languages scroll
    shell.open("settings/language")
    pane = next(i for i in scene.visible_items(shell.window) if i.property("stretched") is False)
    pane.setProperty("contentY", 50.0)
    shell.settle()
    drive_off(shell)
    for page in ("home", "services", "home"):  # two further screens: the first is unloaded
        shell.open(page)
    park(shell)
    assert [flow.id for flow in shell.hmi.flows.book.offered] == ["language"]
    shell.open("settings/language")
    pane = next(i for i in scene.visible_items(shell.window) if i.property("stretched") is False)
    shell.until(lambda: pane.property("contentY") == 50.0)


def test_an_open_question_closes_as_put_off_and_counts_once(shell: Driver) -> None:
    shell.hmi.forget_answers()
    shell.open("privacy")
    for _ in range(3):
        drive_off(shell)
        park(shell)
    assert [str(record.state) for record in shell.hmi.consents.records] == ["requested", "deferred"]
    assert shell.hmi.consent_service.state("P3", "garage-demo").value != "refused"


@pytest.mark.parametrize("display", DISPLAYS)
def test_a_lock_offers_a_reminder_once(shell: Driver, display: tuple[int, int, float]) -> None:
    shell.resize(*display)
    drive_off(shell)
    shell.press("Offers and rewards")
    assert shell.faults() == []
    shell.press("Remind me in P")
    assert not shell.child("lockPanel").isVisible()
    shell.press("Offers and rewards")
    assert "Remind me in P" not in shell.names()
    shell.press("OK")
    shell.open("home")
    assert "You asked to be reminded" not in shell.text()
    park(shell)
    assert shell.text().count("You asked to be reminded") == 1
    shell.press("Offers and rewards: You asked to be reminded")
    assert shell.window.property("page") == "offers"
    shell.open("home")
    assert "You asked to be reminded" not in shell.text()


def test_a_reminder_waits_for_park_not_for_a_stop(shell: Driver) -> None:
    drive_off(shell)
    shell.press("Driving score")
    shell.press("Remind me in P")
    for _ in range(40):
        shell.hmi.drive(0.0)
    shell.open("home")
    assert shell.hmi.restrictions.property("drivingState") == "idling"
    assert "You asked to be reminded" not in shell.text()
    park(shell)
    assert "You asked to be reminded" in shell.text()


def test_cards_come_one_at_a_time(shell: Driver) -> None:
    check(shell)
    drive_off(shell)
    for name in ("Driving score", "Offers and rewards"):
        shell.press(name)
        shell.press("Remind me in P")
    shell.open("home")
    park(shell)
    assert "Continue where you were · 2 more" in shell.text()
    shell.press("Dismiss: Car check")
    assert "You asked to be reminded · 1 more" in shell.text()


def test_back_closes_the_panel_then_the_part_then_goes_home(shell: Driver) -> None:
    check(shell)
    shell.press("Privacy: Nothing shared")
    assert shell.child("sheet").isVisible()
    for expected in (("vehicle", True), ("vehicle", False), ("home", False), ("home", False)):
        shell.key(Qt.Key.Key_Escape)
        assert not shell.child("sheet").isVisible()
        seen = (shell.window.property("page"), "Back" in shell.names())
        assert seen == expected


def test_the_rail_keeps_what_was_open_and_a_second_press_goes_to_its_start(shell: Driver) -> None:
    shell.open("home")
    shell.press("Settings and privacy")
    shell.press("About")
    assert "Version" in " ".join(shell.text())
    shell.press("Home screen")
    shell.press("Settings and privacy")
    assert "Version" in " ".join(shell.text())
    shell.press("Settings and privacy")
    assert "Version" not in " ".join(shell.text())


def test_a_screen_that_was_unloaded_starts_at_its_start(shell: Driver) -> None:
    shell.open("home")
    shell.press("Settings and privacy")
    shell.press("About")
    for name in ("Home screen", "Charging and parking", "Settings and privacy"):
        shell.press(name)
    assert "Version" not in " ".join(shell.text())


@pytest.mark.parametrize("language", ["en", "ar-XB"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_rail_stands_on_the_drivers_side(shell: Driver, side: str, language: str) -> None:
    assert shell.hmi.display.property("driverSide") == "left"
    shell.hmi.display.set_driver_side(side)
    shell.hmi.i18n.setLanguage(language)
    shell.settle()
    middle = shell.window.width() / 2
    tabs = [scene.area(item).center().x() for item in shell.items(Role.PageTab)]
    assert all((x > middle) is (side == "right") for x in tabs)
    faults = shell.faults()
    shell.hmi.display.set_driver_side("left")
    assert faults == []
