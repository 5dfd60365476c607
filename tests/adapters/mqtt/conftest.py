"""A real broker of each kind."""

from collections.abc import Iterator

import pytest

from app.emulator.broker import Broker, find_mosquitto


@pytest.fixture(params=["mosquitto", "iotcore"])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("needs mosquitto, which is not installed")
    with Broker(request.param) as broker:
        yield broker
