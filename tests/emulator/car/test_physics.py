"""Motion and energy of the car, in simulated time."""

import math
from itertools import pairwise

import pytest

from app.emulator.car.longitudinal import pedal_forces, pedals_for
from app.emulator.car.settings import Selector
from app.emulator.car.simulation import Simulation
from app.emulator.car.snapshot import CarState, snapshot


def run(simulation: Simulation, seconds: float) -> list[CarState]:
    """States every 0.1 s."""
    states = []
    for step in range(round(seconds * 100)):
        simulation.step()
        if step % 10 == 9:
            states.append(snapshot(simulation.car))
    return states


def full_throttle(simulation: Simulation) -> None:
    simulation.controls.set_parking_brake(False)
    simulation.controls.set_selector("D")
    simulation.controls.set_throttle(100.0)


def test_starts_parked(simulation: Simulation) -> None:
    state = run(simulation, 2.0)[-1]
    assert (state.selector, state.parking_brake, state.speed_kmh) == (Selector.PARK, True, 0.0)
    assert state.soc_percent == pytest.approx(74.0, abs=0.01)
    assert state.tyre_kpa == pytest.approx((250.0,) * 4, abs=0.01)
    assert state.ambient_c == 14.0
    assert state.ignition.value == "on"


def test_full_throttle_is_quick_but_bounded(simulation: Simulation) -> None:
    full_throttle(simulation)
    states = run(simulation, 60.0)
    to_100 = next(s.time_s for s in states if s.speed_kmh >= 100.0)
    assert 6.0 < to_100 < 10.0
    assert max(s.acceleration for s in states) < 6.0
    assert 150.0 < states[-1].speed_kmh < 260.0
    assert min(s.power_kw for s in states) > -160.0


def test_full_braking_is_strong_negative_and_ends_at_zero(simulation: Simulation) -> None:
    full_throttle(simulation)
    run(simulation, 8.0)
    simulation.controls.set_throttle(0.0)
    simulation.controls.set_brake(100.0)
    states = run(simulation, 5.0)
    moving = [s.acceleration for s in states if s.speed_kmh > 5.0]
    assert len(moving) > 10
    assert max(moving) < -6.43
    assert min(moving) > -10.5
    assert states[0].brake_light
    assert states[-1].speed_kmh == 0.0
    assert states[-1].acceleration == 0.0


def test_driving_uses_charge_and_recuperation_returns_less_than_it_took(
    simulation: Simulation,
) -> None:
    full_throttle(simulation)
    start = snapshot(simulation.car).energy_kwh
    fast = run(simulation, 10.0)[-1]
    assert fast.energy_kwh < start
    simulation.controls.set_throttle(0.0)
    simulation.controls.set_brake(15.0)
    states = run(simulation, 8.0)
    highest = max(s.energy_kwh for s in states)
    assert fast.energy_kwh < highest < start
    assert max(s.power_kw for s in states) > 20.0
    assert max(s.current_a for s in states) > 0.0
    kinetic = 0.5 * 1810.0 * (fast.speed_kmh / 3.6) ** 2 / 3.6e6
    assert highest - fast.energy_kwh < kinetic


def test_energy_lost_is_terminal_energy_plus_internal_loss(simulation: Simulation) -> None:
    full_throttle(simulation)
    battery = simulation.car.battery
    before, delivered, lost = battery.energy_wh, 0.0, 0.0
    for _ in range(800):
        simulation.step()
        delivered += battery.voltage_v * battery.current_a * 0.01 / 3600.0
        lost += 0.085 * battery.current_a**2 * 0.01 / 3600.0
    assert lost > 0.0
    assert before - battery.energy_wh == pytest.approx(delivered + lost, rel=1e-6)


def test_a_full_battery_takes_no_recuperation(simulation: Simulation) -> None:
    car = simulation.car
    empty = pedal_forces(car.model, 20.0, 0.5, (0.0, 0.2), 1)
    full = pedal_forces(car.model, 20.0, 1.0, (0.0, 0.2), 1)
    assert empty.motor < 0.0
    assert full.motor == 0.0
    assert full.friction > empty.friction


def test_the_odometer_never_falls_not_even_in_reverse(simulation: Simulation) -> None:
    full_throttle(simulation)
    states = run(simulation, 5.0)
    simulation.controls.set_throttle(0.0)
    simulation.controls.set_brake(80.0)
    states += run(simulation, 6.0)
    simulation.controls.set_brake(0.0)
    simulation.controls.set_selector("R")
    simulation.controls.set_throttle(20.0)
    states += run(simulation, 10.0)
    assert simulation.car.speed < -1.0
    assert states[-1].speed_kmh < 27.0
    readings = [s.odometer_km for s in states]
    assert all(a <= b for a, b in pairwise(readings))
    assert readings[-1] > readings[0]


def test_park_and_reverse_are_refused_while_moving(simulation: Simulation) -> None:
    full_throttle(simulation)
    run(simulation, 5.0)
    for lever in ("P", "R"):
        simulation.controls.set_selector(lever)
        assert run(simulation, 0.2)[-1].selector is Selector.NEUTRAL
    simulation.controls.set_throttle(0.0)
    simulation.controls.set_brake(60.0)
    assert run(simulation, 8.0)[-1].selector is Selector.REVERSE


def test_a_left_turn_is_positive_and_splits_the_wheel_speeds(simulation: Simulation) -> None:
    simulation.controls.hold(30.0)
    run(simulation, 15.0)
    simulation.controls.set_steering(120.0)
    state = run(simulation, 3.0)[-1]
    assert state.yaw_deg_s > 3.0
    assert state.lateral > 0.0
    front_left, front_right, rear_left, rear_right = state.wheel_kmh
    assert rear_left < rear_right
    assert front_left < front_right
    assert math.fsum((rear_left, rear_right)) / 2.0 == pytest.approx(state.speed_kmh)


@pytest.mark.parametrize("wanted", [-3.0, -0.5, 0.0, 1.5])
def test_pedals_are_the_inverse_of_forces(simulation: Simulation, wanted: float) -> None:
    model = simulation.car.model
    throttle, brake = pedals_for(model, 15.0, 0.7, wanted, 1)
    forces = pedal_forces(model, 15.0, 0.7, (throttle, brake), 1)
    resistance = 0.5 * 1.225 * 0.63 * 225.0 + 0.0085 * 1810.0 * 9.80665
    mass = 1810.0 * 1.04
    assert (forces.motor - forces.friction - resistance) / mass == pytest.approx(wanted, abs=0.01)
    assert throttle == 0.0 or brake == 0.0


def test_twelve_volts_follow_converter_and_load(simulation: Simulation) -> None:
    assert 13.9 <= run(simulation, 4.0)[-1].low_voltage_v <= 14.3
    simulation.controls.set_ignition("acc")
    sagging = run(simulation, 4.0)[-1].low_voltage_v
    simulation.controls.set_ignition("off")
    assert run(simulation, 4.0)[-1].low_voltage_v == pytest.approx(12.6, abs=0.01)
    assert 12.0 < sagging < 12.5
