"""Ageing that a tester sets: on the bus, within bounds, and undone."""

import pytest

from app.core.errors import HabitacleError
from app.emulator.car import messages
from app.emulator.car.physics import Car
from app.emulator.car.settings import Ignition
from app.emulator.car.simulation import Simulation
from app.emulator.car.wear import PARTS


def told(car: Car) -> dict[str, object]:
    """What the bus says of age."""
    health = messages.high_voltage_state(car, 0)["SoH"]
    return {**messages.wear(car, 0), "SoH": health}


def test_each_part_reaches_its_message_and_is_undone(simulation: Simulation) -> None:
    car, controls = simulation.car, simulation.controls
    simulation.step()
    new = told(car)
    for part, (low, high, _) in PARTS.items():
        controls.set_wear(part, low)
        controls.set_wear(part, high - (high - low) / 4)
    simulation.step()
    aged = told(car)
    changed = {name for name, value in aged.items() if value != new[name]}
    assert changed == set(new) - {"ServiceDue"}
    controls.renew()
    simulation.step()
    assert told(car) == pytest.approx(new)


def test_an_overdue_service_is_due(simulation: Simulation) -> None:
    for part in ("service_km", "service_days"):
        simulation.controls.set_wear(part, -1.0)
        simulation.step()
        assert messages.wear(simulation.car, 0)["ServiceDue"]
        simulation.controls.renew()
        simulation.step()
        assert not messages.wear(simulation.car, 0)["ServiceDue"]


def test_an_old_low_voltage_battery_rests_lower(simulation: Simulation) -> None:
    simulation.controls.set_ignition(Ignition.OFF)
    simulation.controls.set_wear("low_voltage_rest", 11.4)
    for _ in range(6000):
        simulation.step()
    assert simulation.car.low_voltage.voltage_v == pytest.approx(11.4, abs=0.05)


@pytest.mark.parametrize(("part", "value"), [("wiper", 101.0), ("battery_health", 10.0), ("x", 1)])
def test_wrong_wishes_are_refused(simulation: Simulation, part: str, value: float) -> None:
    with pytest.raises(HabitacleError):
        simulation.controls.set_wear(part, value)
