"""A desk for scenarios that needs no process: a screen that is a list, a car that stands still."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.core.signals import Reason, Validity
from app.emulator.car.controls import Controls
from app.emulator.car.faults import Faults
from app.emulator.car.settings import Settings
from app.emulator.cloud import Received, Violation
from app.emulator.hands import (
    DisplayState,
    Found,
    HandsLost,
    Item,
    ScreenState,
    SignalState,
    Text,
)
from app.emulator.scenario.ports import Ending, Left

_NOWHERE = (0.0, 0.0, 1.0, 1.0)


def item(name: str, role: str = "Button", **more: Any) -> Item:
    """A button that can be pressed."""
    usual: dict[str, Any] = {
        "spoken": name,
        "source": name,
        "description": "",
        "value": "",
        "rect": _NOWHERE,
        "enabled": True,
        "focused": False,
        "checked": None,
        "locked": False,
        "pressable": True,
        "covered": False,
        "visible": True,
    }
    return Item(name=name, role=role, **{**usual, **more})


def message(kind: str, topic: str = "up/x", **data: Any) -> Received:
    """A message the backend stored."""
    return Received(f"v1/car-1/{topic}", "car-1", kind, f"id-{kind}", b"{}", {"data": data})


@dataclass
class FakeCar:
    """Real controls and faults, and no car."""

    controls: Controls = field(
        default_factory=lambda: Controls(Settings(20.0, 50.0, 80.0), ["battery"])
    )
    faults: Faults = field(default_factory=lambda: Faults({}, ["battery"]))


class FakeHands:
    """A screen: what is on it is set by the test, or by `on_tap`."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.buttons: list[Item] = []
        self.signals: dict[str, SignalState] = {}
        self.on_tap: dict[str, Callable[[], None]] = {}
        self.done: list[tuple[Any, ...]] = []
        self.lost = False
        self.now: dict[str, Any] = {}

    def wait_ready(self, timeout_s: float = 20.0) -> ScreenState:  # noqa: ARG002  as the real one
        return self.state()

    def items(self) -> tuple[Item, ...]:
        self._alive()
        return tuple(self.buttons)

    def texts(self) -> tuple[Text, ...]:
        self._alive()
        return tuple(Text(text, text, text, _NOWHERE) for text in self.shown)

    def state(self) -> ScreenState:
        self._alive()
        usual: dict[str, Any] = {
            "page": "home",
            "route": "home",
            "driving": "parked",
            "language": "en",
            "theme": "night",
            "theme_choice": "night",
            "large_text": False,
            "reduced_motion": False,
            "display": DisplayState(1920, 720, 12.3, 1.04, "wide"),
            "complete": True,
            "modal": "",
            "focus": "",
            "wall": datetime(2026, 6, 21, 12, tzinfo=UTC),
            "wall_trusted": True,
            "link": "up",
            "pending": 0,
            "car": "alive",
        }
        return ScreenState(**{**usual, **self.now})

    def signal(self, path: str) -> SignalState:
        self._alive()
        if path not in self.signals:
            raise HabitacleError(f"There is no signal {path}.")
        return self.signals[path]

    def find(self, text: str) -> Found:
        self._alive()
        return Found(text in self.shown, (text,) if text in self.shown else ())

    def tap(
        self, name: str, role: str | None = None, index: int | None = None, hold_ms: int = 0
    ) -> None:
        self._alive()
        if name not in {each.name for each in self.buttons}:
            raise HabitacleError(f"Nothing is named '{name}'.")
        self.done.append(("tap", name, role, index, hold_ms))
        self.on_tap.get(name, lambda: None)()

    def key(self, key: str) -> None:
        self.done.append(("key", key))

    def open(self, route: str) -> None:
        self.done.append(("open", route))

    def set(self, **looks: Any) -> None:
        self.done.append(("set", looks))

    def shot(self, path: Path) -> None:
        self._alive()
        path.write_bytes(b"PNG")

    def settle(self, timeout_s: float = 5.0) -> None:  # noqa: ARG002  as the real one
        self._alive()

    def _alive(self) -> None:
        if self.lost:
            raise HandsLost("The HMI has ended.")


def signal(path: str, value: Any, validity: Validity = Validity.VALID) -> SignalState:
    """A signal as the HMI knows it."""
    reason = Reason.NONE if validity is Validity.VALID else Reason.BUS_SILENT
    return SignalState(path, value, "km/h", validity, reason, 10, None)


class FakeCloud:
    """A backend whose shelf the test fills."""

    def __init__(self) -> None:
        self.received: tuple[Received, ...] = ()
        self.violations: tuple[Violation, ...] = ()
        self.done: list[tuple[Any, ...]] = []

    def withhold_receipts(self, withhold: bool) -> None:
        self.done.append(("withhold", withhold))

    def push(self, name: str, fault: str = "") -> None:
        self.done.append(("push", name, fault))


class FakeStage:
    """Time of the car runs by 1 s at each look; `done` is everything asked of the desk."""

    def __init__(self) -> None:
        self.car = FakeCar()
        self.hands = FakeHands()
        self.cloud = FakeCloud()
        self.listed: list[Left] = []
        self.done: list[tuple[Any, ...]] = []
        self.code: int | None = 0
        self.refuses = ""
        self._time_s = 0.0

    def start(self) -> None:
        if self.refuses:
            raise HabitacleError(self.refuses)
        self.done.append(("start",))

    def finish(self) -> Ending:
        self.done.append(("finish",))
        return Ending(self.code, self.listed)

    def car_time(self) -> float:
        self._time_s += 1.0
        return self._time_s

    def ledger(self) -> Sequence[Left]:
        return self.listed

    def log(self) -> Sequence[str]:
        return ("warning something was odd",)

    def set_network(self, word: str) -> None:
        self.done.append(("network", word))

    def kill(self, what: str) -> None:
        self.done.append(("kill", what))

    def restart(self, what: str) -> None:
        self.done.append(("restart", what))

    def jump(self, wall: datetime) -> None:
        self.done.append(("jump", wall))

    def advance(self, seconds: float) -> None:
        self.done.append(("advance", timedelta(seconds=seconds)))
