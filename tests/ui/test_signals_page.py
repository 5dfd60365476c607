"""The tester's page of all vehicle signals."""

from collections.abc import Iterator, Mapping

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from app.core.signal_facts import SignalFacts
from app.core.signals import Reason
from app.features.vehicle.signal_table import NOTHING
from tests.fakes.car import EV_PATHS
from tests.ui import scene
from tests.ui.driver import Driver
from tests.ui.test_home import DISPLAYS

LATITUDE = "Vehicle.CurrentLocation.Latitude"
CABIN = "Vehicle.Cabin.Door.Row1.DriverSide.IsOpen"


class Source:
    """One message a signal."""

    def describe(self) -> tuple[SignalFacts, ...]:
        return tuple(
            SignalFacts(path, "km/h", "body", 0x100 + n, False, "MESSAGE", f"Signal{n}", 100)
            for n, path in enumerate(sorted(EV_PATHS | {LATITUDE}))
        )

    def received(self) -> Mapping[str, int]:
        return {}


@pytest.fixture
def page(screen: Driver) -> Iterator[Driver]:
    screen.hmi.car.become(EV_PATHS | {LATITUDE})
    screen.hmi.car.healthy()
    screen.hmi.car.become(EV_PATHS | {LATITUDE})
    screen.hmi.car.set({"Vehicle.Speed": 12.5, LATITUDE: 48.8584})
    screen.hmi.signals.attach(Source())
    screen.open("settings")
    screen.press("Vehicle signals")
    yield screen
    screen.hmi.car.healthy()
    screen.open("driving")


def beat(page: Driver, samples: Mapping[str, object] | None = None) -> None:
    page.hmi.clock.advance(0.6)
    page.hmi.signals.beat(page.hmi.car.set(samples) if samples else {})  # type: ignore[arg-type]
    page.settle()


def rows(page: Driver) -> list[str]:
    """Names of the rows in the list, from top to bottom."""
    found = [i for i in scene.visible_items(page.window) if i.property("validity") is not None]
    return [str(i.property("name")) for i in sorted(found, key=lambda i: scene.area(i).top())]


def texts(page: Driver, name: str) -> dict[str, str]:
    (row,) = (
        i
        for i in scene.visible_items(page.window)
        if i.property("validity") is not None and i.property("name") == name
    )
    return {key: str(row.property(key)) for key in ("value", "unit", "validity", "source")}


def listing(page: Driver) -> QQuickItem:
    return next(i for i in scene.visible_items(page.window) if i.objectName() == "signals")


def type_text(page: Driver, text: str) -> None:
    for letter in text:
        QTest.keyClick(page.window, Qt.Key[f"Key_{letter.upper()}"])
    page.settle()


def test_the_page_says_what_is_known_of_a_signal(page: Driver) -> None:
    assert "Vehicle signals" in page.text()
    page.press("Search")
    type_text(page, "speed")
    assert rows(page) == ["Speed"]
    assert texts(page, "Speed") == {
        "value": "12.50",
        "unit": "km/h",
        "validity": "valid",
        "source": texts(page, "Speed")["source"],
    }
    assert "MESSAGE.Signal" in texts(page, "Speed")["source"]
    page.hmi.car.bad("Vehicle.Speed", Reason.SNA)
    beat(page)
    assert texts(page, "Speed")["validity"] == "invalid: sna"
    assert texts(page, "Speed")["value"] == NOTHING


def test_a_position_is_hidden(page: Driver) -> None:
    page.press("Search")
    type_text(page, "latitude")
    shown = texts(page, "CurrentLocation.Latitude")
    assert (shown["value"], shown["validity"]) == ("", "hidden: location is off")
    assert not any("48.8" in text for text in page.text())


def test_esc_empties_the_search_then_leaves(page: Driver) -> None:
    page.press("Search")
    type_text(page, "zzz")
    assert rows(page) == []
    assert "No such signal" in page.text()
    page.key(Qt.Key.Key_Escape)
    assert len(rows(page)) > 3
    page.key(Qt.Key.Key_Escape)
    assert "About" in page.names()


def test_chips_filter(page: Driver) -> None:
    page.press("Changing")
    assert rows(page) == []
    beat(page, {"Vehicle.Speed": 13.0})
    beat(page)
    assert rows(page) == ["Speed"]
    page.press("Not valid")
    assert "Speed" not in rows(page)
    page.press("All")
    assert "CurrentLocation.Latitude" in rows(page)


def test_touch_scrolls_and_rows_in_view_stay_fresh(page: Driver) -> None:
    view = listing(page)
    view.setProperty("contentY", view.property("contentHeight") - view.height())
    page.settle()
    assert rows(page)[-1] == "TraveledDistance"
    beat(page, {"Vehicle.TraveledDistance": 41_000_901})
    assert texts(page, "TraveledDistance")["value"] == "41000901"
    view.setProperty("contentY", 0)
    page.settle()
    assert "TraveledDistance" not in rows(page)


def test_keys_scroll_the_list(page: Driver) -> None:
    page.press("Search")
    page.key(Qt.Key.Key_Down)
    page.key(Qt.Key.Key_Down)
    assert listing(page).property("contentY") > 0
    page.key(Qt.Key.Key_Up)
    assert listing(page).property("contentY") == 0


def test_while_driving_all_is_shown_and_nothing_can_be_typed(page: Driver) -> None:
    page.press("Search")
    type_text(page, "speed")
    page.hmi.drive(50.0)
    page.settle()
    beat(page, {"Vehicle.Speed": 50.0})
    assert texts(page, "Speed")["value"] == "50.00"
    type_text(page, "xyz")
    assert "Search" not in page.names()
    assert page.hmi.signals.searched == ("speed",)
    page.press("Changing")
    page.hmi.park()
    page.settle()
    assert "Search" in page.names()


def test_a_page_out_of_sight_is_not_fed(page: Driver) -> None:
    told: list[int] = []
    model = page.hmi.signals.model

    def tell(first: QModelIndex) -> None:
        told.append(first.row())

    model.dataChanged.connect(tell)
    beat(page, {CABIN: True})
    assert told
    page.open("vehicle")
    told.clear()
    beat(page, {CABIN: False})
    model.dataChanged.disconnect(tell)
    assert told == []


@pytest.mark.parametrize("display", DISPLAYS)
def test_the_page_fits(page: Driver, display: str) -> None:
    page.resize(*DISPLAYS[display])
    page.hmi.car.bad("Vehicle.Speed", Reason.VALID_FLAG)
    beat(page)
    assert len(rows(page)) >= 3
    assert page.faults() == []
