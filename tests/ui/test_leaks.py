"""Opening and closing every screen and panel again and again leaves nothing behind."""

import gc
import os
import weakref
from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtQml import QQmlEngine, qmlEngine
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from tests.harness.processes import rss_mib
from tests.ui.driver import Bench, Driver
from tests.ui.screens import SCREENS, Screen, rest

ROUNDS, WARM_UP, SLOW_ROUNDS = 3, 1, 50
_PID = os.getpid()
TOLERANCE_MIB = 6.0
"""Growth of resident memory over all rounds that is the allocator's, not ours."""


def objects(driver: Driver) -> tuple[int, int]:
    """QObjects below the engine and the window, and Python's QObjects, after cleaning up."""
    _clean(driver)
    engine = _engine(driver)
    below = len(engine.findChildren(QObject)) + len(driver.window.findChildren(QObject))
    shown = sum(1 for _ in _items(driver.window.contentItem()))
    return below + shown, sum(isinstance(each, QObject) for each in gc.get_objects())


def _engine(driver: Driver) -> QQmlEngine:
    engine = qmlEngine(driver.window)
    assert engine is not None
    return engine


def _items(item: QQuickItem) -> list[QQuickItem]:
    found = [item]
    for child in item.childItems():
        found += _items(child)
    return found


def _clean(driver: Driver) -> None:
    engine = _engine(driver)
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        engine.collectGarbage()
        engine.trimComponentCache()
        gc.collect()
        QTest.qWait(1)


def growth(driver: Driver, once: Callable[[], None], rounds: int) -> tuple[int, int]:
    """By how many QObjects of both kinds *rounds* calls grow, after a warm-up."""
    for _ in range(WARM_UP):
        once()
    before = objects(driver)
    for _ in range(rounds):
        once()
    after = objects(driver)
    return after[0] - before[0], after[1] - before[1]


def open_and_close(driver: Driver, each: Screen) -> Callable[[], None]:
    """One visit of a screen, then back to Home with everything closed."""

    def once() -> None:
        each.show(driver)
        rest(driver)

    rest(driver)

    return once


@pytest.mark.parametrize("each", SCREENS, ids=str)
def test_a_visit_leaves_no_object(screen: Driver, each: Screen) -> None:
    qml, python = growth(screen, open_and_close(screen, each), ROUNDS)
    assert qml <= 0
    assert python <= 0


@pytest.mark.slow
@pytest.mark.parametrize("each", SCREENS, ids=str)
def test_many_visits_leave_no_object_and_no_memory(screen: Driver, each: Screen) -> None:
    once = open_and_close(screen, each)
    for _ in range(WARM_UP):
        once()
    _clean(screen)
    memory = rss_mib(_PID)
    qml, python = growth(screen, once, SLOW_ROUNDS)
    assert qml <= 0
    assert python <= 0
    assert rss_mib(_PID) - memory < TOLERANCE_MIB


def test_all_pages_in_turn_leave_no_memory(screen: Driver) -> None:
    pages = list(screen.child("pageHost").property("pages"))

    def once() -> None:
        for page in pages:
            screen.window.open(page)  # type: ignore[attr-defined]
            screen.until(lambda: screen.child("pageHost").property("shown") == page)  # noqa: B023

    rest(screen)
    assert len(pages) >= 6
    for _ in range(3):
        once()
    _clean(screen)
    memory = rss_mib(_PID)
    assert growth(screen, once, SLOW_ROUNDS) <= (0, 0)
    assert rss_mib(_PID) - memory < TOLERANCE_MIB
    rest(screen)


def test_a_page_that_was_left_is_gone(screen: Driver) -> None:
    rest(screen)
    screen.open("settings")
    host = screen.child("pageHost")
    page = next(i.property("item") for i in host.childItems() if i.isVisible())
    gone = []
    page.destroyed.connect(lambda: gone.append(True))
    watched = weakref.ref(page)
    del page
    for other in ("home", "vehicle"):
        screen.open(other)
    _clean(screen)
    assert gone
    assert watched() is None
    rest(screen)


def test_a_leak_is_found(bench: Bench) -> None:
    driver = bench.show('Button { text: "One" }')
    kept: list[QObject] = []

    def once() -> None:
        kept.append(QObject(driver.window))

    qml, python = growth(driver, once, 5)
    assert qml == 5
    assert python == 5
