"""Where the city loop bends, how fast it may be driven and where it stops."""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from app.emulator.car.model import Model
from app.emulator.car.parameters import Piece


@dataclass(frozen=True, slots=True)
class Stretch:
    """A piece of the loop as driven.

    `start`, `end` in m along the loop, `speed` in m/s, `curvature` in 1/m (left positive),
    `turned` in rad: the turns before it, `limit_kmh` the street's own limit, `lead_gap_s` the time
    gap to a vehicle ahead (0 without).
    """

    start: float
    end: float
    speed: float
    curvature: float
    turned: float
    stop_s: float
    limit_kmh: float
    lead_gap_s: float


Boundary = tuple[float, Stretch, Stretch]


class Route:
    """The closed loop; distances wrap at `length`."""

    def __init__(self, model: Model) -> None:
        ends = list(accumulate(piece.length_m for piece in model.loop))
        lateral = model.driver.lateral
        self._ends = ends
        self.length = ends[-1]
        turned = list(accumulate((piece.turn_deg for piece in model.loop), initial=0.0))
        self.stretches = tuple(
            _stretch(piece, end, turn, lateral)
            for piece, end, turn in zip(model.loop, ends, turned, strict=False)
        )

    def at(self, distance: float) -> int:
        """Index of the stretch under *distance* (0 to `length`)."""
        return min(bisect_right(self._ends, distance), len(self._ends) - 1)

    def turned(self, distance: float) -> float:
        """Angle between the loop's start and *distance*, rad, left positive."""
        here = self.stretches[self.at(distance)]
        return here.turned + here.curvature * (distance - here.start)

    def ahead(self, distance: float, look_m: float) -> list[Boundary]:
        """Boundaries within *look_m*: metres to go, the stretch that ends, the one after it."""
        index = self.at(distance)
        found = []
        gap = self._ends[index] - distance
        while gap < look_m:
            ending = self.stretches[index]
            index = (index + 1) % len(self.stretches)
            following = self.stretches[index]
            found.append((gap, ending, following))
            gap += following.end - following.start
        return found


def _stretch(piece: Piece, end: float, turned_deg: float, lateral: float) -> Stretch:
    curvature = math.radians(piece.turn_deg) / piece.length_m
    speed = piece.limit_kmh / 3.6
    if curvature != 0.0:
        speed = min(speed, math.sqrt(lateral / abs(curvature)))
    turned = math.radians(turned_deg)
    return Stretch(
        start=end - piece.length_m,
        end=end,
        speed=speed,
        curvature=curvature,
        turned=turned,
        stop_s=piece.stop_s,
        limit_kmh=piece.limit_kmh,
        lead_gap_s=piece.lead_gap_s,
    )
