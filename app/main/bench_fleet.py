"""Figures of `habitacle bench fleet`: a whole fleet returns to its broker with our back-off.

The model of the synchronisation specification, section 11: every car loses the link at once, the
broker is away for a while, then takes so many CONNECTs a second and refuses the rest.
"""

import heapq
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from app.features.sync.domain.backoff import Backoff
from app.features.sync.domain.tunables import Tunables, parse_tunables
from app.main.paths import ASSETS

_CARS, _AWAY_S, _CAPACITY, _URGENT_EACH = 100_000, 300.0, 1_000, 100
_END_S = 3600.0
_SEED = 1


@dataclass(frozen=True, slots=True)
class Return:
    """How the fleet came back: CONNECTs in the busiest second, and seconds until 99 % are up."""

    peak_per_s: int
    back_99_s: float


def measure() -> dict[str, float]:
    """The product's back-off, and for comparison the same with another ceiling."""
    tunables = parse_tunables((ASSETS / "sync/link.json").read_text("utf-8"))
    figures = {}
    for name, each in (
        ("", tunables),
        (" with a ceiling of 120 s", replace(tunables, backoff_cap_s=120)),
    ):
        result = simulate(each)
        figures[f"CONNECT/s in the busiest second{name}"] = float(result.peak_per_s)
        figures[f"s until 99 % are back{name}"] = result.back_99_s
    return figures


def simulate(tunables: Tunables, cars: int = _CARS, capacity: int = _CAPACITY) -> Return:
    """One run; the same every time."""
    random = Random(_SEED)  # noqa: S311  a model
    fleet = [Backoff(tunables, random.uniform) for _ in range(cars)]
    queue = [(backoff.delay(urgent=_urgent(car)), car) for car, backoff in enumerate(fleet)]
    heapq.heapify(queue)
    attempts: Counter[int] = Counter()
    taken: Counter[int] = Counter()
    back = 0
    for now, car in _in_order(queue):
        second = int(now)
        if now >= _AWAY_S:
            attempts[second] += 1
            if taken[second] < capacity:
                taken[second] += 1
                back += 1
                if back >= cars * 0.99:
                    return Return(max(attempts.values()), now - _AWAY_S)
                continue
        backoff = fleet[car]
        backoff.begin(now)
        again = backoff.earliest(now + backoff.delay(urgent=_urgent(car)))
        heapq.heappush(queue, (again, car))
    return Return(max(attempts.values(), default=0), float("inf"))


def _urgent(car: int) -> bool:
    return car % _URGENT_EACH == 0


def _in_order(queue: list[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    while queue:
        now, car = heapq.heappop(queue)
        if now > _END_S:
            return
        yield now, car
