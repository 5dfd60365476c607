"""One engine and one window for all tests of the screen."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickWindow

from app.ui.engine import load_window
from tests.fakes.hmi import Hmi
from tests.ui.driver import Bench, Driver


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture(scope="session")
def _world(qapp: QGuiApplication) -> Iterator[tuple[Hmi, QQuickWindow, Bench]]:
    assert qapp.platformName() == "offscreen"
    hmi = Hmi()
    engine = hmi.engine()
    window = load_window(engine)
    hmi.display.attach(window)
    yield hmi, window, Bench(engine)
    hmi.close(engine)


@pytest.fixture
def screen(_world: tuple[Hmi, QQuickWindow, Bench]) -> Driver:
    """The shell, parked, by night, on its first page, at 12.3 inches 1920x720; nothing glides."""
    hmi, window, bench = _world
    shell = bench.engine.singletonInstance("Habitacle.Controls", "Shell")
    assert isinstance(shell, QObject)
    for part in ("section", "vehiclePart"):
        shell.setProperty(part, "")
    hmi.preferences.set_theme("night")
    hmi.preferences.set_reduced_motion(True)
    hmi.preferences.set_language("en")
    hmi.i18n.setLanguage("en")
    hmi.park()
    driver = Driver(window, hmi)
    driver.resize(1920, 720, 12.3)
    driver.open("driving")
    for card in hmi.flows.property("cards").rows:
        hmi.flows.dismiss(card.kind, card.key)
    return driver


@pytest.fixture
def bench(_world: tuple[Hmi, QQuickWindow, Bench]) -> Iterator[Bench]:
    """Shows a piece of QML in a window of its own."""
    hmi, window, bench = _world
    Driver(window, hmi).resize(1920, 720, 12.3)
    hmi.preferences.set_reduced_motion(True)
    hmi.preferences.set_language("en")
    hmi.i18n.setLanguage("en")
    hmi.park()
    bench.hmi = hmi
    yield bench
    bench.clear()


@pytest.fixture
def motion(_world: tuple[Hmi, QQuickWindow, Bench]) -> Iterator[None]:
    """The usual motion, for a test that names this after `screen` or `bench`."""
    preferences = _world[0].preferences
    preferences.set_reduced_motion(False)
    yield
    preferences.set_reduced_motion(True)
