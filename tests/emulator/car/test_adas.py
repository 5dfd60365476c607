"""The vehicle ahead, the speed limit and the assistance systems in the FRONT message."""

from typing import NamedTuple

import pytest

from app.emulator.car.lead import Lead
from app.emulator.car.model import load_model
from app.emulator.car.simulation import Simulation
from tests.emulator.car.conftest import PROFILE

NO_TARGET, NO_LIMIT, LIMIT_FROM_MAP = 0xFFFF, 0xFE, 1


class Front(NamedTuple):
    gap_ms: int
    distance_cm: int
    limit_kmh: int
    source: int
    assists: int
    lane: int


def front(simulation: Simulation, seconds: float) -> Front:
    """The last FRONT message of that time."""
    data = b""
    for _ in range(round(seconds * 100)):
        for frame in simulation.step()["adas"]:
            data = frame.data
    bits = int.from_bytes(data, "little")
    return Front(
        bits & 0xFFFF,
        bits >> 16 & 0xFFFF,
        bits >> 128 & 0xFF,
        bits >> 136 & 0xF,
        bits >> 256 & 0xFFF,
        bits >> 508 & 3,
    )


def test_nobody_is_ahead_of_a_parked_car_and_no_limit_is_known(simulation: Simulation) -> None:
    assert front(simulation, 1.0) == (NO_TARGET, NO_TARGET, NO_LIMIT, 0, 0, 0)


def test_the_headway_settles_at_what_is_asked(simulation: Simulation) -> None:
    simulation.controls.set_lead_gap(1.2)
    simulation.controls.hold(60.0)
    seen = front(simulation, 40.0)
    assert seen.gap_ms == pytest.approx(1200, abs=15)
    assert seen.distance_cm == pytest.approx(1.2 * 60 / 3.6 * 100, abs=30)
    simulation.controls.set_lead_gap(0.0)
    assert front(simulation, 0.2)[:2] == (NO_TARGET, NO_TARGET)


def test_in_a_queue_there_is_a_distance_but_no_headway(simulation: Simulation) -> None:
    simulation.controls.set_lead_gap(1.5)
    seen = front(simulation, 20.0)
    assert seen.gap_ms == NO_TARGET
    assert seen.distance_cm == pytest.approx(400, abs=20)


def test_the_loop_has_limits_from_the_map_and_traffic_ahead(simulation: Simulation) -> None:
    simulation.controls.drive_loop()
    seen = [front(simulation, 1.0) for _ in range(300)]
    assert {each.limit_kmh for each in seen} == {30, 50, 70}
    assert {each.source for each in seen} == {LIMIT_FROM_MAP}
    gaps = [each.gap_ms for each in seen if each.gap_ms != NO_TARGET]
    assert 20 < len(gaps) < 290
    assert min(gaps) > 800


@pytest.mark.parametrize(("system", "bit"), [("aeb", 0), ("abs", 2), ("esc", 4), ("tcs", 6)])
def test_an_assistance_system_is_seen_at_work(
    simulation: Simulation, system: str, bit: int
) -> None:
    simulation.controls.set_assist(system, True)
    assert front(simulation, 0.2).assists == 1 << bit
    simulation.controls.set_assist(system, False)
    assert front(simulation, 0.2).assists == 0


def test_cruise_control_is_on_while_a_speed_is_held(simulation: Simulation) -> None:
    simulation.controls.hold(30.0)
    assert front(simulation, 2.0).assists == 1 << 10
    simulation.controls.drive_manually()
    assert front(simulation, 0.2).assists == 0
    simulation.controls.set_assist("lane_departure", True)
    assert front(simulation, 0.2).lane == 1


def test_a_lead_vehicle_appears_far_and_closes_up_smoothly() -> None:
    lead = Lead(load_model(PROFILE / "model.toml").lead)
    assert lead.time_gap_s(15.0) is None
    seen: list[float] = []
    for _ in range(2000):
        lead.step(2.0, 15.0, 0.01)
        seen.append(lead.distance_m or 0.0)
    assert seen[0] == pytest.approx(90.0, abs=0.3)
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == pytest.approx(30.0, abs=0.2)
    assert lead.time_gap_s(15.0) == pytest.approx(2.0, abs=0.02)
    assert lead.time_gap_s(0.5) is None
    assert lead.time_gap_s(1.2) is None
