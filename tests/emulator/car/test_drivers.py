"""The automatic drivers over minutes of simulated time."""

from itertools import pairwise
from pathlib import Path

import pytest

from app.emulator.car.settings import Indicator
from app.emulator.car.simulation import Simulation
from app.emulator.car.snapshot import CarState, snapshot

LAP_M = 2600.0


def drive(simulation: Simulation, seconds: float) -> list[CarState]:
    states = []
    for step in range(round(seconds * 100)):
        simulation.step()
        if step % 20 == 0:
            states.append(snapshot(simulation.car))
    return states


def test_the_loop_keeps_limits_stops_at_lights_and_comes_round(simulation: Simulation) -> None:
    simulation.controls.drive_loop()
    states = drive(simulation, 600.0)
    driven = (states[-1].odometer_km - states[0].odometer_km) * 1000.0
    assert driven > 2 * LAP_M
    assert 65.0 < max(s.speed_kmh for s in states) < 73.0
    assert all(abs(s.lateral) < 3.5 for s in states)
    assert all(-4.5 < s.acceleration < 2.5 for s in states)
    stops = sum(a.speed_kmh > 0.0 and b.speed_kmh == 0.0 for a, b in pairwise(states))
    assert stops >= 8
    assert {Indicator.LEFT, Indicator.RIGHT} <= {s.indicator for s in states}
    assert states[-1].soc_percent < states[0].soc_percent - 0.5
    assert 100.0 < states[-1].consumption_wh_km < 220.0


def test_the_loop_ends_each_lap_in_the_direction_it_began(simulation: Simulation) -> None:
    simulation.controls.drive_loop()
    states = drive(simulation, 620.0)
    start = states[0].odometer_km * 1000.0
    straight = [s for s in states if 100.0 < (s.odometer_km * 1000.0 - start) % 2601.1 < 300.0]
    assert len(straight) > 100
    assert all(abs(s.heading_deg - 90.0) < 4.0 for s in straight)


def test_two_cars_with_the_same_wishes_send_the_same_frames(
    simulation: Simulation, profile_dir: Path
) -> None:
    other = Simulation(profile_dir)
    for each in (simulation, other):
        each.controls.drive_loop()
    assert all(simulation.step() == other.step() for _ in range(3000))


@pytest.mark.parametrize("target", [8.0, 50.0, 120.0])
def test_hold_reaches_and_keeps_its_speed(simulation: Simulation, target: float) -> None:
    simulation.controls.hold(target)
    drive(simulation, 60.0)
    assert all(s.speed_kmh == pytest.approx(target, abs=1.0) for s in drive(simulation, 20.0))


def test_hold_in_reverse(simulation: Simulation) -> None:
    simulation.controls.set_selector("R")
    simulation.controls.hold(6.0)
    drive(simulation, 10.0)
    assert simulation.car.speed * 3.6 == pytest.approx(-6.0, abs=0.5)


def test_park_stops_first(simulation: Simulation) -> None:
    simulation.controls.hold(50.0)
    drive(simulation, 20.0)
    simulation.controls.park()
    states = drive(simulation, 20.0)
    assert states[-1].selector.value == "P"
    assert states[-1].speed_kmh == 0.0
    assert states[-1].parking_brake


def test_an_open_door_keeps_the_loop_driver_waiting(simulation: Simulation) -> None:
    simulation.controls.set_open("front_left", True)
    simulation.controls.drive_loop()
    assert all(s.speed_kmh == 0.0 for s in drive(simulation, 5.0))
    simulation.controls.set_open("front_left", False)
    assert drive(simulation, 5.0)[-1].speed_kmh > 5.0
