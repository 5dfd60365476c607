"""The city loop as a line on plain ground, in metres east and north of the car's start."""

import math
from collections.abc import Sequence

from app.emulator.car.model import Model
from app.emulator.car.parameters import Start
from app.emulator.car.route import Route

_STEP_M = 6.0
_ASTRAY_M = 30.0
_METRES_PER_DEGREE = 111_320.0

Point = tuple[float, float]


class RouteMap:
    """Where the loop runs and where the car is; the line follows a car that began elsewhere."""

    def __init__(self, model: Model) -> None:
        self._route = Route(model)
        self._start = model.start
        self._points = _trace(self._route, model.start)
        self._offset = (0.0, 0.0)

    @property
    def line(self) -> list[Point]:
        """The closed loop."""
        return [self._moved(point) for point in self._points]

    @property
    def stops(self) -> list[Point]:
        """Where it stops at a red light."""
        return [self._moved(self._at(s.end)) for s in self._route.stretches if s.stop_s > 0.0]

    def place(self, latitude: float, longitude: float) -> Point:
        """Metres east and north of the start."""
        scale = _METRES_PER_DEGREE * math.cos(math.radians(self._start.latitude))
        return (
            (longitude - self._start.longitude) * scale,
            (latitude - self._start.latitude) * _METRES_PER_DEGREE,
        )

    def follow(self, here: Point, loop_m: float | None) -> bool:
        """Lay the loop under a car that drives it; whether the line has moved."""
        if loop_m is None:
            return False
        wanted = self._moved(self._at(loop_m))
        if math.dist(here, wanted) <= _ASTRAY_M:
            return False
        bare = self._at(loop_m)
        self._offset = (here[0] - bare[0], here[1] - bare[1])
        return True

    def _at(self, distance: float) -> Point:
        share = distance / self._route.length * (len(self._points) - 1)
        return self._points[min(len(self._points) - 1, round(share))]

    def _moved(self, point: Point) -> Point:
        return point[0] + self._offset[0], point[1] + self._offset[1]


def flat(points: Sequence[Point]) -> list[float]:
    """The x and y of each point in turn, in decimetres: what a line in QML is made of."""
    return [round(value, 1) for point in points for value in point]


def _trace(route: Route, start: Start) -> list[Point]:
    """Points at equal distances along the loop, from the start's heading on."""
    count = math.ceil(route.length / _STEP_M)
    step = route.length / count
    x = y = 0.0
    points = [(x, y)]
    for i in range(count):
        heading = math.radians(start.heading_deg) - route.turned((i + 0.5) * step)
        x += step * math.sin(heading)
        y += step * math.cos(heading)
        points.append((x, y))
    return points
