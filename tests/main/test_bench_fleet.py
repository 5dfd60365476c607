from dataclasses import replace

from app.main.bench_fleet import simulate
from tests.fakes.mqtt import link_tunables


def test_a_fleet_returns_within_the_bounds_of_the_specification() -> None:
    # A tenth of the fleet on a tenth of the broker.
    result = simulate(link_tunables(), cars=10_000, capacity=100)
    assert result.peak_per_s <= 120
    assert result.back_99_s <= 330


def test_a_lower_ceiling_is_a_higher_peak() -> None:
    low = simulate(replace(link_tunables(), backoff_cap_s=30), cars=10_000, capacity=100)
    high = simulate(link_tunables(), cars=10_000, capacity=100)
    assert low.peak_per_s > 2 * high.peak_per_s
