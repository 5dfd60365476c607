"""What the bench works on in tests: a real car, broker and cloud, and an HMI that is a list."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtGui import QImage

from app.emulator.car.car import SimulatedCar
from app.emulator.cloud import Cloud
from app.emulator.hands import DisplayState, Event, HandsLost, Item, LedgerRow, ScreenState
from app.emulator.supervisor import Supervisor
from app.emulator.trace import Tracer
from app.main.desk import Desk
from tests.fakes.stage import item

_PIXELS = (96, 36)


class FakeHands:
    """An HMI that obeys: `asked` is what it was told, `alive` whether it answers."""

    def __init__(self) -> None:
        self.alive = True
        self.asked: list[tuple[str, object]] = []
        self.entries: tuple[LedgerRow, ...] = ()
        self.shown: tuple[Item, ...] = (
            item("Home screen", "PageTab", rect=(0.0, 0.0, 20.0, 10.0), focused=True),
            item("Pay", rect=(40.0, 10.0, 20.0, 10.0), locked=True),
            item("Range", "StaticText", rect=(30.0, 0.0, 60.0, 30.0), pressable=False),
            item("Far away", enabled=False, visible=False),
        )
        self.ahead = 0.0
        self.listeners: list[Callable[[Event], None]] = []
        self._state = ScreenState(
            page="home",
            route="home",
            driving="parked",
            language="en",
            theme="night",
            theme_choice="auto",
            large_text=False,
            reduced_motion=False,
            display=DisplayState(1920, 720, 12.3, 1.042, "wide"),
            complete=True,
            modal="",
            focus="",
            wall=datetime.now(UTC),
            wall_trusted=True,
            link="up",
            pending=0,
            car="alive",
        )

    def state(self) -> ScreenState:
        self._answer()
        wall = datetime.fromtimestamp(datetime.now(UTC).timestamp() + self.ahead, UTC)
        return replace(self._state, wall=wall)

    def wait_ready(self, _timeout_s: float = 20.0) -> ScreenState:
        return self.state()

    def set(self, **look: object) -> None:
        self._answer()
        self.asked.append(("set", look))
        words = {"theme_choice" if k == "theme" else k: v for k, v in look.items()}
        if "display" in words:
            size, _, inches = str(words.pop("display")).partition("@")
            width, height = map(int, size.split("x"))
            words["display"] = DisplayState(width, height, float(inches), 1.0, "wide")
        self._state = replace(self._state, **words)  # type: ignore[arg-type]

    def jump(self, wall: datetime) -> datetime:
        self._answer()
        self.ahead = (wall - datetime.now(UTC)).total_seconds()
        return wall

    def items(self) -> tuple[Item, ...]:
        self._answer()
        return self.shown

    def shot(self, path: Path) -> None:
        self._answer()
        image = QImage(*_PIXELS, QImage.Format.Format_RGB32)
        image.fill(0x223344)
        assert image.save(str(path))

    def tap(self, name: str, role: str | None = None) -> None:
        self._answer()
        self.asked.append(("tap", (name, role)))

    def ledger(self, _limit: int = 100) -> tuple[LedgerRow, ...]:
        self._answer()
        return self.entries

    def watch(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)

    def _answer(self) -> None:
        assert threading.current_thread() is not threading.main_thread(), "the window would stop"
        if not self.alive:
            raise HandsLost("The HMI is not running.")


class HandedDesk:
    """The parts of a real desk without an HMI, and hands on one that is made up."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.hands = FakeHands()

    @property
    def car(self) -> SimulatedCar:
        return self._desk.car

    @property
    def supervisor(self) -> Supervisor:
        return self._desk.supervisor

    @property
    def cloud(self) -> Cloud | None:
        return self._desk.cloud

    def trace(self, path: Path) -> Tracer:
        return self._desk.trace(path)

    def note(self, verb: str, value: object) -> None:
        self._desk.note(verb, value)

    def kill_hmi(self) -> None:
        self.hands.asked.append(("kill", None))
        self.hands.alive = False

    def start_hmi(self) -> None:
        self.hands.asked.append(("start", None))
        self.hands.alive = True

    def restart_hmi(self, *, kill: bool = False) -> None:
        self.hands.asked.append(("restart", kill))
        self.hands.ahead = 0.0
        self.hands.alive = True
