"""Who may be asked: only a car whose profile says so, over a channel that can send."""

import pytest

from app.adapters.can.facts import CarFacts
from app.main.car_check import can_ask
from app.main.channels import (
    CanChannel,
    SlcanChannel,
    SocketcanChannel,
    SocketcandChannel,
    UnixChannel,
    VirtualChannel,
)

FACTS = CarFacts("car", "left", False, False, ("obd",), (), has_diag=True, ask_bus="obd")


@pytest.mark.parametrize(
    ("channel", "possible"),
    [
        (SocketcandChannel("127.0.0.1", 1, "can0"), True),
        (SocketcanChannel("can0"), True),
        (SlcanChannel("/dev/ttyACM0", 500_000), False),
        (UnixChannel("/run/can.sock", 0), False),
        (VirtualChannel("v"), False),
    ],
)
def test_channels_that_can_send(channel: CanChannel, possible: bool) -> None:
    assert can_ask(FACTS, {"obd": channel}) is possible
    assert not can_ask(FACTS, {"other": channel})


def test_the_profile_decides_first() -> None:
    channels = {"obd": SocketcanChannel("can0")}
    assert can_ask(FACTS, channels)
    assert not can_ask(FACTS._replace(ask_bus=""), channels)
