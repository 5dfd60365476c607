"""QML singleton `BenchMap`: the loop, the car on it, and the part of the ground to show."""

import math

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.emulator.bench.route_map import RouteMap, flat
from app.emulator.car.car import SimulatedCar
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_MARGIN_M = 60.0
_FAR_M = 150.0


@QmlElement
@QmlSingleton
class BenchMap(Provided):
    """Metres east (x) and north (y) of the start; `line` and `stops` are x and y in turn.

    `centreX`, `centreY` and `spanX`, `spanY` are the ground to show: the loop, or as much of it
    around a car that is far away. `watch` says whether it is on the screen.
    """

    moved = Signal()
    lineChanged = Signal()

    def __init__(self, car: SimulatedCar) -> None:
        super().__init__()
        self._car = car
        self._map = RouteMap(car.model)
        self._line = self._map.line
        self._place = (0.0, 0.0)
        self._heading = 0.0
        self._view = self._ground()
        self.watched = False
        self.refresh()

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look five times a second, or not."""
        self.watched = on

    def refresh(self) -> None:
        """Look once."""
        state = self._car.state
        x, y = self._map.place(state.latitude, state.longitude)
        here = (round(x, 1), round(y, 1))
        if self._map.follow(here, state.loop_m):
            self._line = self._map.line
            self.lineChanged.emit()
        seen = (here, round(state.heading_deg))
        if seen != (self._place, self._heading):
            self._place, self._heading = seen
            self._view = self._ground()
            self.moved.emit()

    def _ground(self) -> tuple[float, float, float, float]:
        """Centre and span: the loop, moved under a car that has left it behind."""
        xs, ys = zip(*self._line, strict=True)
        left, right, low, high = min(xs), max(xs), min(ys), max(ys)
        x, y = self._place
        span = (right - left + 2 * _MARGIN_M, high - low + 2 * _MARGIN_M)
        inside = left - _FAR_M < x < right + _FAR_M and low - _FAR_M < y < high + _FAR_M
        centre = ((left + right) / 2, (low + high) / 2) if inside else self._place
        return (*centre, *span)

    def _points(self) -> list[float]:
        return flat(self._line)

    def _stops(self) -> list[float]:
        return flat(self._map.stops)

    line = Property("QVariantList", _points, notify=lineChanged)  # type: ignore[arg-type]
    stops = Property("QVariantList", _stops, notify=lineChanged)  # type: ignore[arg-type]
    x = Property(float, lambda self: self._place[0], notify=moved)
    y = Property(float, lambda self: self._place[1], notify=moved)
    heading = Property(float, lambda self: self._heading, notify=moved)
    centreX = Property(float, lambda self: self._view[0], notify=moved)
    centreY = Property(float, lambda self: self._view[1], notify=moved)
    spanX = Property(float, lambda self: self._view[2], notify=moved)
    spanY = Property(float, lambda self: self._view[3], notify=moved)
    length = Property(
        float, lambda self: sum(map(math.dist, self._line, self._line[1:])), notify=lineChanged
    )
