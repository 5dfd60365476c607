"""Slow physics: charging, range, tyres."""

import pytest

from app.core.errors import HabitacleError
from app.emulator.car.simulation import Simulation
from app.emulator.car.snapshot import CarState, snapshot


def after(simulation: Simulation, seconds: float) -> CarState:
    for _ in range(round(seconds * 100)):
        simulation.step()
    return snapshot(simulation.car)


@pytest.mark.parametrize(("plug", "low_kw", "high_kw"), [("ac", 6.5, 7.4), ("dc", 25.0, 50.0)])
def test_charging_raises_the_charge_at_the_chargers_power(
    simulation: Simulation, plug: str, low_kw: float, high_kw: float
) -> None:
    simulation.controls.set_plug(plug)
    first = after(simulation, 2.0)
    assert first.charging
    assert low_kw < first.charging_kw <= high_kw
    assert first.current_a > 0.0
    assert first.time_to_complete_s > 0.0
    later = after(simulation, 60.0)
    assert later.soc_percent > first.soc_percent
    gained = (later.energy_kwh - first.energy_kwh) * 60.0
    assert 0.6 * first.charging_kw < gained < first.charging_kw
    assert later.time_to_complete_s < first.time_to_complete_s


def test_charging_tapers_ends_at_the_limit_and_is_done(simulation: Simulation) -> None:
    simulation.controls.set_charge_limit(80.0)
    simulation.controls.set_plug("dc")
    simulation.controls.set_soc(50.0)
    full_power = after(simulation, 1.0).charging_kw
    simulation.controls.set_soc(79.97)
    tapered = after(simulation, 1.0)
    assert tapered.charging_kw < full_power == pytest.approx(50.0)
    done = after(simulation, 10.0)
    assert not done.charging
    assert done.time_to_complete_s == 0.0
    assert done.soc_percent == pytest.approx(80.0, abs=0.05)


def test_the_time_to_complete_is_honest(simulation: Simulation) -> None:
    simulation.controls.set_ignition("off")
    simulation.controls.set_plug("dc")
    simulation.controls.set_soc(70.0)
    simulation.controls.set_charge_limit(71.0)
    told = after(simulation, 1.5).time_to_complete_s
    taken = 0.0
    while after(simulation, 1.0).charging:
        taken += 1.0
        assert taken < 200.0
    assert taken == pytest.approx(told, rel=0.1)


def test_no_charging_outside_park_and_no_driving_with_a_cable(simulation: Simulation) -> None:
    simulation.controls.set_plug("ac")
    simulation.controls.drive_loop()
    state = after(simulation, 5.0)
    assert not state.charging
    assert state.speed_kmh == 0.0
    simulation.controls.set_plug("none")
    assert after(simulation, 5.0).speed_kmh > 5.0
    simulation.controls.set_plug("ac")
    assert after(simulation, 1.0).plug.value == "none"


def test_range_follows_charge(simulation: Simulation) -> None:
    high = after(simulation, 0.1).range_km
    assert 200.0 < high < 400.0
    simulation.controls.set_soc(37.0)
    assert after(simulation, 0.1).range_km == pytest.approx(high / 2.0, rel=0.01)


def test_a_leak_lowers_pressure_at_its_rate_and_refill_restores_it(
    simulation: Simulation,
) -> None:
    before = after(simulation, 0.1).tyre_kpa
    simulation.controls.set_leak("rear_left", 0.5)
    leaking = after(simulation, 60.0).tyre_kpa
    assert before[2] - leaking[2] == pytest.approx(30.0, abs=0.2)
    assert leaking[0] == pytest.approx(before[0], abs=0.05)
    simulation.controls.refill("rear_left")
    assert after(simulation, 0.1).tyre_kpa[2] == pytest.approx(250.0, abs=0.01)
    assert after(simulation, 20.0).tyre_kpa[2] == pytest.approx(250.0, abs=0.1)


def test_a_set_pressure_and_the_cars_own_warning(simulation: Simulation) -> None:
    simulation.controls.set_tyre_pressure("front_right", 190.0)
    assert after(simulation, 0.1).tyre_kpa[1] == pytest.approx(190.0, abs=0.01)
    assert [tyre.is_low for tyre in simulation.car.tyres] == [False, True, False, False]


def test_pressure_never_falls_below_atmosphere(simulation: Simulation) -> None:
    simulation.controls.set_leak("front_left", 100.0)
    assert after(simulation, 10.0).tyre_kpa[0] == pytest.approx(0.0, abs=0.1)


def test_driving_warms_the_tyres_and_cold_air_lowers_them(simulation: Simulation) -> None:
    simulation.controls.hold(100.0)
    warm = after(simulation, 300.0)
    assert warm.tyre_c[0] > 17.0
    assert warm.tyre_kpa[0] > 252.0
    simulation.controls.set_ambient(-20.0)
    assert after(simulation, 300.0).tyre_kpa[0] < warm.tyre_kpa[0]


def test_wrong_wishes_are_refused_in_one_sentence(simulation: Simulation) -> None:
    controls = simulation.controls
    with pytest.raises(HabitacleError, match="charge level must be from 0 to 100"):
        controls.set_soc(101.0)
    with pytest.raises(HabitacleError, match="selector must be one of P, R, N, D"):
        controls.set_selector("X")
    with pytest.raises(HabitacleError, match="'boot' is not a"):
        controls.set_open("boot", True)
    with pytest.raises(HabitacleError, match="wheel"):
        controls.set_leak("middle", 1.0)
    with pytest.raises(HabitacleError, match="ambient"):
        controls.set_ambient(float("nan"))
