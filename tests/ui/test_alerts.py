"""What may cover the screen: danger before everything, advice once and only when parked."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.features.maintenance.domain.tyres import Wheel
from tests.ui import scene
from tests.ui.driver import Driver, Role

LOW, LEAK = Wheel.FRONT_RIGHT, Wheel.REAR_LEFT
DISPLAYS = [(1920, 720, 12.3), (1024, 600, 7.0), (768, 1024, 9.0)]


@pytest.fixture
def shell(screen: Driver) -> Iterator[Driver]:
    yield screen
    screen.hmi.park()
    observe(screen, dict.fromkeys(Wheel, 250.0), 700)
    assert screen.hmi.maintenance_service.open_alerts == ()


def observe(screen: Driver, kpa: dict[Wheel, float], seconds: int) -> None:
    for _ in range(seconds):
        screen.hmi.clock.advance(1)
        screen.hmi.car.tyres(kpa)
        screen.hmi.maintenance_service.observe()
    screen.hmi.maintenance.refresh()


def go_low(screen: Driver) -> None:
    """A tyre that became 30 % too low, slowly, and is found so on a cold morning."""
    screen.hmi.car.healthy()
    kpa = dict.fromkeys(Wheel, 250.0)
    for _ in range(15):
        kpa[LOW] -= 5
        observe(screen, kpa, 60)
    screen.hmi.park()
    screen.hmi.clock.advance(4 * 3600)
    observe(screen, kpa, 2)
    screen.hmi.park()
    screen.settle()


def leak(screen: Driver) -> None:
    """Another tyre that loses air fast."""
    kpa = {wheel: 175.0 if wheel is LOW else 250.0 for wheel in Wheel}
    for _ in range(80):
        screen.hmi.clock.advance(1)
        kpa[LEAK] -= 1.5
        screen.hmi.car.tyres(kpa)
        screen.hmi.maintenance_service.observe()
    screen.hmi.maintenance.refresh()
    screen.settle()


def severities(screen: Driver) -> list[str]:
    return [str(alert.severity) for alert in screen.hmi.maintenance_service.open_alerts]


def overlay(screen: Driver) -> bool:
    return screen.child("alertOverlay").isVisible()


def drive_and_park(screen: Driver) -> None:
    screen.hmi.drive(50.0)
    screen.settle()
    assert not overlay(screen)
    screen.hmi.park()
    screen.settle()


def test_advice_covers_the_screen_when_parked_and_can_be_put_off(shell: Driver) -> None:
    go_low(shell)
    assert severities(shell) == ["soon"]
    assert overlay(shell)
    assert {"Understood", "Later"} <= shell.names()
    shell.press("Later")
    assert not overlay(shell)
    drive_and_park(shell)
    assert overlay(shell)
    shell.key(Qt.Key.Key_Escape)
    assert not overlay(shell)
    drive_and_park(shell)
    shell.press("Understood")
    drive_and_park(shell)
    assert not overlay(shell)


def test_advice_waits_for_an_open_panel(shell: Driver) -> None:
    shell.press("Privacy: Nothing shared")
    go_low(shell)
    assert not overlay(shell)
    shell.key(Qt.Key.Key_Escape)
    assert overlay(shell)


@pytest.mark.parametrize("display", DISPLAYS)
def test_danger_goes_before_a_panel_and_before_advice(
    shell: Driver, display: tuple[int, int, float]
) -> None:
    shell.resize(*display)
    go_low(shell)
    assert shell.faults() == []
    leak(shell)
    shell.hmi.park()
    shell.settle()
    assert severities(shell) == ["critical", "soon"]
    assert "Later" not in shell.names()
    shell.key(Qt.Key.Key_Escape)
    assert overlay(shell), "danger is not dismissed by a key"
    shell.press("Understood")
    assert overlay(shell), "the advice returns after the interruption"
    assert "Later" in shell.names()


def test_while_driving_advice_is_a_badge_and_danger_one_card(shell: Driver) -> None:
    go_low(shell)
    shell.press("Understood")
    shell.hmi.drive(50.0)
    shell.settle()
    assert not overlay(shell)
    vehicle = next(i for i in shell.items(Role.PageTab) if i.property("page") == "vehicle")
    assert vehicle.property("badge") == "warning"
    assert scene.name_of(vehicle) == "Vehicle health, 1 to look at"
    leak(shell)
    shell.hmi.drive(50.0)
    shell.settle()
    assert overlay(shell)
    assert {"Understood", "Remind me in P"} <= shell.names()
    assert vehicle.property("badge") == "critical"
    shell.press("Remind me in P")
    assert not overlay(shell)
    shell.hmi.park()
    shell.settle()
    assert overlay(shell)
