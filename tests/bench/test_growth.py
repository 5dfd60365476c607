"""The judgement of a long run: growth is found, noise and a warm-up are not taken for it."""

import math
import random

from tests.bench.growth import growth, second_half

SECONDS = [10.0 * n for n in range(180)]


def noisy(per_hour: float) -> list[float]:
    """100 MiB with a cycle of two minutes, some noise and *per_hour* MiB of growth."""
    chance = random.Random(4)  # noqa: S311  noise
    return [
        100 + per_hour * t / 3600 + 0.5 * math.sin(t / 20) + chance.gauss(0, 0.1) for t in SECONDS
    ]


def test_growth_is_found() -> None:
    found = growth(SECONDS, noisy(30.0))
    assert found is not None
    assert found.beyond(8.0)
    assert abs(found.per_hour - 30.0) <= found.margin


def test_what_only_moves_does_not_grow() -> None:
    found = growth(SECONDS, noisy(0.0))
    assert found is not None
    assert not found.beyond(8.0)


def test_a_warm_up_is_left_out() -> None:
    values = [min(120.0, 80.0 + t / 10) for t in SECONDS]
    whole, later = growth(SECONDS, values), growth(*second_half(SECONDS, values))
    assert whole is not None
    assert later is not None
    assert whole.per_hour > 8.0
    assert later.per_hour == later.margin == 0.0


def test_few_values_say_nothing() -> None:
    assert growth(SECONDS[:7], noisy(0.0)[:7]) is None
