"""Buses of a car at rest: asleep after a while, awake for what wakes a real one."""

from collections.abc import Callable

import pytest

from app.emulator.car.controls import Controls
from app.emulator.car.settings import WHEELS
from app.emulator.car.simulation import Simulation

HV = 0x120
LOCKED_S, UNLOCKED_S = 10.0, 120.0


def frames(simulation: Simulation, seconds: float) -> int:
    steps = range(round(seconds * 100))
    return sum(len(batch) for _ in steps for batch in simulation.step().values())


def lock(controls: Controls, locked: bool = True) -> None:
    for door in WHEELS:
        controls.set_locked(door, locked)


@pytest.fixture
def asleep(simulation: Simulation) -> Simulation:
    simulation.controls.set_ignition("off")
    lock(simulation.controls)
    frames(simulation, LOCKED_S + 1.0)
    assert simulation.asleep
    return simulation


def test_a_locked_car_sleeps_after_its_time_and_not_before(simulation: Simulation) -> None:
    simulation.controls.set_ignition("off")
    lock(simulation.controls)
    assert frames(simulation, LOCKED_S - 1.0) > 1000
    assert not simulation.asleep
    frames(simulation, 2.0)
    assert frames(simulation, 5.0) == 0


def test_an_unlocked_car_takes_longer(simulation: Simulation) -> None:
    simulation.controls.set_ignition("off")
    frames(simulation, UNLOCKED_S - 1.0)
    assert frames(simulation, 0.5) > 0
    frames(simulation, 1.5)
    assert simulation.asleep


def test_a_car_that_is_on_never_sleeps(simulation: Simulation) -> None:
    lock(simulation.controls)
    frames(simulation, 60.0)
    assert not simulation.asleep


@pytest.mark.parametrize(
    "act",
    [
        lambda c: lock(c, False),
        lambda c: c.set_open("front_left", True),
        lambda c: c.set_ignition("acc"),
        lambda c: c.set_plug("ac"),
        lambda c: c.set_flag("alarm", True),
        lambda c: c.set_parked_mode("sentry"),
    ],
    ids=["unlock", "door", "ignition", "cable", "alarm", "parked mode"],
)
def test_it_wakes_at_once(asleep: Simulation, act: Callable[[Controls], None]) -> None:
    act(asleep.controls)
    assert frames(asleep, 1.0) > 100
    assert not asleep.asleep


def test_charging_keeps_it_awake_until_it_is_done(asleep: Simulation) -> None:
    asleep.controls.set_plug("dc")
    frames(asleep, 30.0)
    assert not asleep.asleep
    asleep.controls.set_charge_limit(40.0)
    frames(asleep, LOCKED_S + 1.0)
    assert asleep.asleep


def test_after_a_wake_the_charge_is_unknown_for_two_seconds(asleep: Simulation) -> None:
    asleep.controls.set_ignition("on")
    codes = []
    for _ in range(400):
        codes += [frame.data[3] for frame in asleep.step()["powertrain"] if frame.can_id == HV]
    assert codes[:19] == [0xFE] * 19
    assert set(codes[20:]) == {148}
