"""QML singleton `Bench`: the frame of the tester's window, what is wrong, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.emulator.bench.active import ActiveRow, everything
from app.emulator.bench.hand import Hand
from app.emulator.bench.panels import Panels
from app.emulator.bench.pulse import REFRESH_MS, Pulse
from app.emulator.car.car import SimulatedCar
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_SMOOTH = 0.2
"""Share of the newest count in the frame rate shown."""


@dataclass(frozen=True, slots=True)
class Readouts:
    """Numbers of the toolbar."""

    speed: int = 0
    selector: str = "P"
    soc: float = 0.0
    range_km: int = 0
    power: float = 0.0
    low_voltage: float = 0.0
    frames: int = 0
    asleep: bool = False


@QmlElement
@QmlSingleton
class Bench(Provided):
    """`active` is everything that is not as it should be; `reset` puts all of it right.

    A refused value changes nothing and is told in `problem` until the next act.
    """

    changed = Signal()
    problemChanged = Signal()
    activeChanged = Signal()

    def __init__(
        self, car: SimulatedCar, panels: Panels, hand: Hand, set_theme: Callable[[str], None]
    ) -> None:
        """*set_theme* gets `day` or `night`."""
        super().__init__()
        self._set_theme = set_theme
        self._car = car
        self._panels = panels
        self._hand = hand
        self._active = KeyedListModel(ActiveRow, "key", self)
        self._frames, self._rate = car.frames_sent, 0.0
        self._now = Readouts()
        self.watched = True
        hand.changed = self.problemChanged.emit
        self._pulse = Pulse([self, *panels.all], self)

    @property
    def rows(self) -> tuple[ActiveRow, ...]:
        """What `active` lists."""
        return self._active.rows

    @Slot(bool)
    def show(self, on: bool) -> None:
        """The window is seen, or hidden: then nothing is looked at."""
        self._pulse.run(on)

    def refresh(self) -> None:
        """Look once."""
        now = self._look()
        if now != self._now:
            self._now = now
            self.changed.emit()
        before = len(self._active.rows)
        self._active.update([each.row for each in self._everything()])
        if len(self._active.rows) != before:
            self.activeChanged.emit()

    @Slot(str)
    def clear(self, key: str) -> None:
        """Put one row of `active` right."""
        for each in self._everything():
            if each.row.key == key:
                self._hand.act(each.end)
        self.refresh()

    @Slot()
    def reset(self) -> None:
        """Back to a healthy parked car, a healthy network and the real time."""
        for resting in self._panels.resting:
            self._hand.act(resting.rest)
        self.refresh()
        for panel in self._panels.all:
            if panel.watched:
                panel.refresh()

    @Slot(bool)
    def setNight(self, night: bool) -> None:
        """Dark or light colours of this window."""
        self._set_theme("night" if night else "day")

    @Slot()
    def dismiss(self) -> None:
        """The problem has been read."""
        self._hand.refuse("")

    def _everything(self) -> Any:
        return everything(self._car, self._panels.network, self._panels.hmi)

    def _look(self) -> Readouts:
        state = self._car.state
        sent = self._car.frames_sent
        rate = max(0, sent - self._frames) * 1000 / REFRESH_MS
        self._frames = sent
        self._rate += (rate - self._rate) * _SMOOTH
        return Readouts(
            speed=round(state.speed_kmh),
            selector=state.selector.value,
            soc=round(state.soc_percent, 1),
            range_km=round(state.range_km),
            power=round(state.power_kw),
            low_voltage=round(state.low_voltage_v, 1),
            frames=10 * round(self._rate / 10),
            asleep=self._car.asleep,
        )

    def _value(name: str, kind: Any, notify: Any = changed) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(kind, lambda self: kind(getattr(self._now, name)), notify=notify)

    speed = _value("speed", int)
    selector = _value("selector", str)
    soc = _value("soc", float)
    range = _value("range_km", int)
    power = _value("power", float)
    lowVoltage = _value("low_voltage", float)
    framesPerSecond = _value("frames", int)
    asleep = _value("asleep", bool)
    problem = Property(str, lambda self: self._hand.problem, notify=problemChanged)
    active = Property(QObject, lambda self: self._active, constant=True)
    activeCount = Property(int, lambda self: len(self._active.rows), notify=activeChanged)
