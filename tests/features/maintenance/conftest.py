"""A car at rest with full tyres."""

import pytest

from tests.features.maintenance.bench import Bench


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.hold(250)
    return bench
