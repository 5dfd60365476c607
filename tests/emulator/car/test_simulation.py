"""Schedule and faults of the frames, in simulated time."""

from collections import Counter, defaultdict

import pytest

from app.core.errors import HabitacleError
from app.emulator.car.crc8 import crc8
from app.emulator.car.simulation import SentFrame, Simulation

DRIVE, GEAR, HV, LIGHTS, TYRES = 0xB0, 0xB8, 0x120, 0x5A0, 0x5B8
EXPECTED_PER_10_S = {
    0x200: 200,
    0x0A0: 500,
    0x0A8: 1000,
    0x0B0: 500,
    0x0B8: 100,
    0x120: 100,
    0x128: 10,
    0x130: 20,
    0x140: 500,
    0x583: 50,
    0x5B8: 40,
    0x5C0: 100,
    0x6B5: 10,
    0x6B7: 10,
    0x6C0: 1,
    0x6D0: 10,
    0x6D1: 10,
}


def frames(simulation: Simulation, seconds: float) -> dict[int, list[SentFrame]]:
    found: dict[int, list[SentFrame]] = defaultdict(list)
    for _ in range(round(seconds * 100)):
        for batch in simulation.step().values():
            for frame in batch:
                found[frame.can_id].append(frame)
    return found


def test_every_message_keeps_its_rate(simulation: Simulation) -> None:
    counts = {can_id: len(sent) for can_id, sent in frames(simulation, 10.0).items()}
    assert counts.pop(LIGHTS) == 1
    assert counts == EXPECTED_PER_10_S


def test_frames_are_spread_over_the_steps(simulation: Simulation) -> None:
    sizes = Counter(len(batch) for _ in range(1000) for batch in simulation.step().values())
    assert max(sizes) <= 8


def test_lights_are_sent_on_change_and_again_for_a_newcomer(simulation: Simulation) -> None:
    assert len(frames(simulation, 1.0)[LIGHTS]) == 1
    assert not frames(simulation, 1.0)[LIGHTS]
    simulation.controls.set_beam("low")
    assert len(frames(simulation, 1.0)[LIGHTS]) == 1
    simulation.announce("body")
    assert len(frames(simulation, 1.0)[LIGHTS]) == 1


def test_each_tyre_comes_once_a_second(simulation: Simulation) -> None:
    wheels = [frame.data[0] & 0xF for frame in frames(simulation, 2.0)[TYRES]]
    assert wheels == [0, 1, 2, 3] * 2


def test_sna_and_out_of_range(simulation: Simulation) -> None:
    simulation.faults.set("sna", "DRIVE.Speed")
    simulation.faults.set("range", "HV.SoC")
    found = frames(simulation, 0.2)
    assert {frame.data[:2] for frame in found[DRIVE]} == {b"\xff\xff"}
    assert {frame.data[3] for frame in found[HV]} == {253}
    simulation.faults.clear("sna")
    found = frames(simulation, 0.2)
    assert {frame.data[:2] for frame in found[DRIVE]} == {b"\x00\x00"}
    assert {frame.data[3] for frame in found[HV]} == {253}
    simulation.faults.clear()
    assert {frame.data[3] for frame in frames(simulation, 0.2)[HV]} == {148}


def test_a_fault_on_one_tyre_spares_the_others(simulation: Simulation) -> None:
    simulation.faults.set("sna", "TYRES.PressureRearLeft")
    pressures = {
        frame.data[0] & 0xF: int.from_bytes(frame.data, "little") >> 8 & 0x3FF
        for frame in frames(simulation, 1.0)[TYRES]
    }
    assert pressures == {0: 250, 1: 250, 2: 0x3FF, 3: 250}


def test_wrong_crc_and_frozen_counter(simulation: Simulation) -> None:
    simulation.faults.set("crc", "GEAR")
    simulation.faults.set("counter", "DRIVE")
    found = frames(simulation, 1.0)
    assert all(frame.data[-1] != crc8(b"\xb8" + frame.data[:-1]) for frame in found[GEAR])
    assert {frame.data[6] & 0xF for frame in found[DRIVE]} == {0}
    assert all(frame.data[-1] == crc8(b"\xb0" + frame.data[:-1]) for frame in found[DRIVE])


def test_missing_message_and_silent_bus(simulation: Simulation) -> None:
    simulation.faults.set("missing", "HV")
    simulation.faults.set("silent", "body")
    simulation.faults.set("silent", "adas")
    found = frames(simulation, 1.0)
    assert HV not in found
    assert len(found[DRIVE]) == 50
    assert max(found) < 0x200
    simulation.faults.clear()
    found = frames(simulation, 1.0)
    assert len(found[HV]) == 10
    assert len(found[LIGHTS]) == 1


def test_a_fault_with_a_duration_ends(simulation: Simulation) -> None:
    simulation.faults.set("missing", "HV", seconds=0.5)
    simulation.faults.set("dropped", "body", seconds=0.5)
    assert simulation.faults.on("dropped", "body")
    frames(simulation, 0.51)
    assert simulation.faults.active == ()
    assert not simulation.faults.on("dropped", "body")
    assert frames(simulation, 0.2)[HV]


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("fire", "HV"),
        ("sna", "HV"),
        ("sna", "HV.None"),
        ("missing", "HV.SoC"),
        ("missing", "NONE"),
        ("crc", "WHEELS"),
        ("silent", "kcan"),
        ("crank", "HV"),
        ("leak", "fifth"),
        ("dtc", "P0A80:confirmed"),
        ("dtc", "bms:P0A80"),
        ("dtc", "bms:X0A80:confirmed"),
        ("dtc", "bms:P0A80-G1:pending"),
        ("dtc", "radio:P0A80:pending"),
    ],
)
def test_a_wrong_fault_is_refused(simulation: Simulation, kind: str, target: str) -> None:
    with pytest.raises(HabitacleError):
        simulation.faults.set(kind, target)
    assert simulation.faults.active == ()
