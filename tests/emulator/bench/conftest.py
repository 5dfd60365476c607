"""The tester's window over a real car, broker and cloud, with an HMI that is made up."""

import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtQuick import QQuickItem
from PySide6.QtTest import QTest

from app.adapters.clock import DeskClock
from app.emulator.car import SimulatedCar
from app.main.bench_window import BenchWindow
from app.main.desk import Desk
from tests.fakes.bench import FakeHands, HandedDesk
from tests.fakes.hmi import Hmi as FakeHmi
from tests.harness.drive import wait_until
from tests.ui import scene
from tests.ui.driver import Driver

TABS = ("Car", "Faults", "Network", "Cloud", "HMI", "Inspector", "Ledger")


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


class Operator:
    """Sits before the bench."""

    def __init__(self, desk: HandedDesk, bench: BenchWindow, clock: DeskClock) -> None:
        self.desk = desk
        self.bench = bench
        self.clock = clock
        self.panels = bench.panels
        # The driver of the screen asks its world for nothing but the display.
        self.screen = Driver(bench.window, cast("FakeHmi", bench.frame))

    @property
    def car(self) -> SimulatedCar:
        return self.desk.car

    @property
    def hands(self) -> FakeHands:
        return self.desk.hands

    @property
    def problem(self) -> str:
        return self.bench.hand.problem

    def tab(self, name: str) -> None:
        self.press(name)
        wait_until(lambda: self.bench.window.property("tab") == TABS.index(name), name)
        self.screen.settle()

    def press(self, name: str) -> None:
        """Press what is called *name*, scrolled into view."""
        wait_until(lambda: name in self.screen.names(), f"something to press named {name}")
        item = self.screen.find(name)
        self.reveal(item)
        self.screen.tap(item)

    def type(self, name: str, text: str) -> None:
        """Replace what stands in a field by *text*, and Enter."""
        field = next(
            item for item in scene.visible_items(self.bench.window) if item.objectName() == name
        )
        self.reveal(field)
        field.forceActiveFocus()
        field.setProperty("text", text[:-1])
        self.letter(text[-1])
        QTest.keyClick(self.bench.window, Qt.Key.Key_Return)
        self.screen.settle()

    def letter(self, letter: str) -> None:
        """Press the key of *letter*."""
        modifier = Qt.KeyboardModifier
        shift = modifier.ShiftModifier if letter.isupper() else modifier.NoModifier
        QTest.keyClick(self.bench.window, Qt.Key(ord(letter.upper())), shift)

    def reads(self, text: str) -> None:
        """Wait until something that holds *text* can be read."""
        wait_until(lambda: any(text in each for each in self.screen.text()), f"reading {text!r}")

    def reveal(self, item: QQuickItem) -> None:
        item.forceActiveFocus()
        self.screen.settle()

    def wait(self, holds: Callable[[], object], what: str, seconds: float = 10.0) -> None:
        wait_until(holds, what, seconds)


@pytest.fixture
def tester(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Operator]:
    assert qapp.platformName() == "offscreen"
    clock = DeskClock()
    real = Desk(clock, None, None, tmp_path / "keys")
    real.supervisor.start()
    desk = HandedDesk(real)
    bench = BenchWindow(cast("Desk", desk), clock, tmp_path)
    try:
        yield Operator(desk, bench, clock)
    finally:
        bench.close()
        real.supervisor.stop()
    gc.collect()
