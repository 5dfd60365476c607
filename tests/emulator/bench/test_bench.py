"""The tester's window over a real desk: every button reaches the car or the network."""

import gc
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtGui import QGuiApplication

from app.adapters.clock import SystemClock
from app.emulator.car import FAULT_KINDS
from app.emulator.car.settings import WHEELS
from app.main.bench_window import BenchWindow
from app.main.desk import Desk
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import wait_until
from tests.ui.driver import Driver


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


class Hands:
    """Presses the bench's buttons."""

    def __init__(self, desk: Desk, bench: BenchWindow) -> None:
        self.desk = desk
        self.controls = desk.car.controls
        self.view = bench.bench
        # The driver of the screen asks its world for nothing but the display.
        self.screen = Driver(bench.window, cast("FakeHmi", bench.frame))

    def press(self, name: str) -> None:
        wait_until(lambda: name in self.screen.names(), f"something to press named {name}")
        self.screen.press(name)


@pytest.fixture
def tester(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Hands]:
    assert qapp.platformName() == "offscreen"
    clock = SystemClock()
    desk = Desk(clock, None, None)
    desk.supervisor.start()
    bench = BenchWindow(desk, clock, tmp_path)
    try:
        yield Hands(desk, bench)
    finally:
        bench.close()
        desk.supervisor.stop()
    gc.collect()


def test_tyres(tester: Hands) -> None:
    tester.press("Leak Front left")
    assert tester.controls.settings.leaks[WHEELS.index("front_left")] > 0
    wait_until(lambda: any("leaking" in text for text in tester.screen.text()), "the leak shown")
    tester.press("Refill Front left")
    assert tester.controls.settings.leaks == (0.0, 0.0, 0.0, 0.0)


def test_who_drives(tester: Hands) -> None:
    tester.press("Loop")
    wait_until(lambda: tester.desk.car.state.speed_kmh > 5, "the loop", 20)
    tester.press("Park")
    wait_until(lambda: tester.view.parked, "parked", 40)


def test_the_broker_dies_and_returns_on_its_address(tester: Hands) -> None:
    supervisor = tester.desk.supervisor
    seen = [(supervisor.broker_up, supervisor.broker.url)]
    for name in ("Broker killed", "Broker up"):
        tester.press(name)
        seen.append((supervisor.broker_up, supervisor.broker.url))
    assert [up for up, _ in seen] == [True, False, True]
    assert len({url for _, url in seen}) == 1


def test_faults_show_and_reset_clears_them(tester: Hands) -> None:
    tester.press("Charge SNA")
    tester.press("Cut CAN 5 s")
    assert ("sna", "HV.SoC") in tester.desk.car.faults.active
    for bus in ("powertrain", "body", "adas"):
        assert ("dropped", bus) in tester.desk.car.faults.active
    tester.press("Reset")
    assert tester.desk.car.faults.active == ()


def test_every_fault_chip_is_one_the_car_knows(tester: Hands) -> None:
    names = {"Sleep, wake", "Unknown ids", "Error frames", "Full bus", "Speed range", "Speed CRC"}
    names |= {"Gear counter", "Speed length", "Gear missing", "Slow leak", "Tyres asleep"}
    names |= {"Silence 5 s", "All SNA 2 s", "GNSS lost", "Crank dip"}
    kinds = set()
    for name in sorted(names):
        tester.press(name)
        kinds |= {kind for kind, _ in tester.desk.car.faults.active}
        assert tester.view.property("problem") == ""
    assert kinds == set(FAULT_KINDS) - {"dtc", "sna", "dropped"}
    tester.press("Reset")


def test_trouble_codes_and_how_the_ecus_answer(tester: Hands) -> None:
    tester.press("Confirmed bms")
    tester.press("Pending brakes")
    stored = {(dtc.ecu, dtc.code, dtc.state) for dtc in tester.controls.settings.dtcs}
    assert stored == {("bms", "P0A80", "confirmed"), ("brakes", "C0035", "pending")}
    wait_until(lambda: "P0A80-00 confirmed" in tester.screen.text(), "the code shown")
    tester.press("Slow")
    assert set(tester.controls.settings.ecus.values()) == {"slow"}
    assert set(tester.controls.settings.ecus) == {"vcu", "bms", "body", "brakes"}
    tester.press("Clear codes")
    assert tester.controls.settings.dtcs == ()
    tester.press("Reset")
    assert set(tester.controls.settings.ecus.values()) == {"normal"}


def test_locks(tester: Hands) -> None:
    tester.press("Locked")
    assert tester.controls.settings.locked == set(WHEELS)
    tester.press("Unlocked")
    assert tester.controls.settings.locked == set()


def test_a_refused_value_is_told_and_changes_nothing(tester: Hands) -> None:
    before = tester.controls.settings
    tester.view.holdSpeed(400.0)
    assert tester.controls.settings == before
    wait_until(lambda: any("target speed" in t for t in tester.screen.text()), "the refusal")
    tester.view.holdSpeed(30.0)
    wait_until(lambda: not any("target speed" in t for t in tester.screen.text()), "its end")
