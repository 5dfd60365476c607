"""The window as a whole: it loads, everything has a name, the keyboard gets everywhere."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from app.emulator.bench.active import ActiveRow
from app.emulator.bench.fault_rows import KINDS
from app.emulator.car import FAULT_KINDS
from tests.emulator.bench.conftest import TABS, Operator
from tests.ui import scene
from tests.ui.driver import role_of


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_loads_and_everything_to_press_has_a_name_and_a_role(
    tester: Operator, tab: str
) -> None:
    tester.tab(tab)
    items = tester.screen.items()
    assert len(items) > 20
    for item in items:
        assert scene.name_of(item), item.metaObject().className()
        assert role_of(item) is not QAccessible.Role.NoRole
    assert tester.problem == ""


def test_texts_stay_in_the_window_at_its_smallest(tester: Operator) -> None:
    tester.bench.window.resize(1280, 800)
    for tab in TABS:
        tester.tab(tab)
        wrong = ("beyond the edge", "lies over", "outside the window", "overlaps")
        assert [f for f in tester.screen.faults() if any(w in f for w in wrong)] == [], tab


def test_tab_reaches_what_can_be_pressed(tester: Operator) -> None:
    tester.tab("Network")
    tester.screen.child("Drive with the keyboard").forceActiveFocus()
    reached = set()
    for _ in range(120):
        QTest.keyClick(tester.bench.window, Qt.Key.Key_Tab)
        reached.add(tester.screen.focused())
    wanted = {
        *("Speed", "Selector: P", "Parking brake", "Ignition: On", "Cycle or CAN log"),
        *("Network", "Offline", "Broker down", "Latency", "Withhold receipts", "Reset", "Record"),
    }
    assert wanted <= reached


def test_shortcuts(tester: Operator) -> None:
    window = tester.bench.window
    QTest.keyClick(window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert window.property("tab") == 4
    tester.car.faults.set("crank", "low_voltage", 60)
    QTest.keyClick(window, Qt.Key.Key_F5)
    assert not tester.car.faults.active
    tester.car.faults.set("crank", "low_voltage", 60)
    QTest.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert not tester.car.faults.active


def test_the_numbers_of_the_car_are_shown(tester: Operator) -> None:
    tester.car.controls.set_soc(41.0)
    tester.reads("41.0 %")
    tester.car.controls.hold(30.0)
    tester.wait(lambda: tester.bench.bench.property("speed") > 25, "30 km/h", 20)
    tester.reads("HMI up")
    tester.hands.alive = False
    tester.reads("HMI away")


def test_hidden_it_looks_at_nothing(tester: Operator) -> None:
    tester.bench.bench.show(False)
    tester.car.controls.set_soc(12.0)
    tester.wait(lambda: tester.car.state.soc_percent < 13, "the charge")
    tester.screen.settle()
    assert tester.bench.bench.property("soc") > 13
    tester.bench.bench.show(True)
    assert tester.bench.bench.property("soc") == pytest.approx(12.0, abs=0.2)


def test_every_kind_of_fault_is_offered() -> None:
    assert tuple(row.kind for row in KINDS) == FAULT_KINDS
    assert all(row.label and row.hint.endswith(".") for row in KINDS)


def rows(tester: Operator) -> tuple[ActiveRow, ...]:
    return tester.bench.bench.rows


def shown(tester: Operator, label: str) -> bool:
    return any(row.label == label for row in rows(tester))


def gone(tester: Operator, label: str) -> bool:
    return not shown(tester, label)


def test_what_is_active_is_ended_one_by_one(tester: Operator) -> None:
    tester.car.faults.set("sna", "HV.SoC")
    tester.car.controls.set_leak("rear_left", 2.0)
    tester.car.controls.set_dtc("bms", "P0A80", "00")
    tester.car.controls.set_ecu("vcu", "silent")
    tester.car.controls.set_wear("wiper", 90.0)
    tester.panels.network.choose("slow")
    tester.panels.network.withhold(True)
    tester.panels.hmi.advance(7200.0)
    labels = (
        "Signal not available: HV.SoC",
        "Rear left loses 2 kPa/s",
        "bms P0A80-00 confirmed",
        "vcu is silent",
        "Aged: Wiper",
        "Network slow: Far away and narrow",
        "Receipts withheld",
        "Clock 2 h ahead",
    )
    for label in labels:
        tester.wait(partial(shown, tester, label), label)
    for label in labels:
        row = next(r for r in rows(tester) if r.label == label)
        tester.bench.bench.clear(row.key)
        tester.wait(partial(gone, tester, label), f"the end of {label}")
    assert not tester.car.faults.active
    assert tester.car.controls.settings.dtcs == ()
    assert tester.desk.supervisor.network == "online"
    assert abs(tester.hands.ahead) < 5


def test_reset_brings_back_a_healthy_desk(tester: Operator) -> None:
    controls = tester.car.controls
    controls.drive_loop()
    controls.set_open("trunk", True)
    controls.set_belt("front_left", False)
    controls.set_hazard(True)
    controls.set_plug("ac")
    controls.set_ambient(-20.0)
    controls.set_flag("alarm", True)
    controls.set_parked_mode("pet")
    controls.set_wear("battery_health", 60.0)
    tester.car.faults.set("silent", "body")
    tester.panels.network.choose("offline")
    tester.panels.hmi.advance(-86400.0)
    tester.wait(lambda: tester.desk.supervisor.network == "offline", "offline")
    tester.wait(lambda: tester.panels.hmi.ahead_s < -80000, "yesterday")
    tester.press("Reset")
    settings = controls.settings
    assert settings.open == frozenset()
    assert settings.belted == {"front_left"}
    assert settings.flags == frozenset()
    assert (settings.hazard, settings.plug, settings.parked_mode) == (False, "none", "none")
    assert settings.ambient_c == tester.car.model.start.ambient_c
    assert (settings.selector, settings.parking_brake, settings.target_kmh) == ("P", True, 0.0)
    assert not tester.car.faults.active
    tester.wait(lambda: tester.desk.supervisor.network == "online", "online")
    tester.wait(lambda: tester.car.state.wear.battery_health > 90, "a new battery")
    tester.wait(lambda: abs(tester.hands.ahead) < 5, "the real time")
    tester.wait(lambda: tester.bench.bench.property("activeCount") == 0, "nothing active")
    tester.reads("Everything is as it should be.")


def test_a_refused_value_is_told_until_the_next_act(tester: Operator) -> None:
    before = tester.car.controls.settings
    tester.panels.drive.hold(400.0)
    assert tester.car.controls.settings == before
    tester.reads("target speed")
    tester.panels.drive.hold(30.0)
    tester.wait(lambda: tester.problem == "", "its end")
    tester.panels.drive.hold(400.0)
    tester.press("Dismiss the message")
    assert tester.problem == ""
