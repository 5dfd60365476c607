"""Every kind of fault shows in the frames, and is gone afterwards."""

from collections.abc import Callable

import pytest

from app.emulator.car.crc8 import crc8
from app.emulator.car.fault_targets import FAULT_KINDS
from app.emulator.car.frames import ERROR, EXTENDED, FD, SentFrame
from app.emulator.car.simulation import Simulation
from app.emulator.car.snapshot import snapshot

TYRES, SUPPLY, GNSS_POS, GNSS_FIX, DOORS, WEAR = 0x5B8, 0x140, 0x6D0, 0x6D1, 0x583, 0x6C0
DRIVE, GEAR, HV, FRONT = 0x0B0, 0x0B8, 0x120, 0x200
KNOWN = {0x0A0, 0x0A8, DRIVE, GEAR, HV, 0x128, 0x130, SUPPLY, FRONT, DOORS, 0x5A0, TYRES}
KNOWN |= {0x5C0, 0x6B5, 0x6B7, WEAR, GNSS_POS, GNSS_FIX}

Sent = dict[str, list[SentFrame]]


def run(simulation: Simulation, seconds: float) -> Sent:
    sent: Sent = {bus: [] for bus in simulation.encoders}
    for _ in range(round(seconds * 100)):
        for bus, batch in simulation.step().items():
            sent[bus] += batch
    return sent


def payloads(sent: Sent, can_id: int) -> list[bytes]:
    return [frame.data for batch in sent.values() for frame in batch if frame.can_id == can_id]


def volts(sent: Sent) -> list[float]:
    return [(int.from_bytes(data, "little") & 0x7FF) / 100 for data in payloads(sent, SUPPLY)]


def pressures(sent: Sent, wheel: int) -> list[int]:
    codes = [int.from_bytes(data, "little") for data in payloads(sent, TYRES)]
    return [code >> 8 & 0x3FF for code in codes if code & 0xF == wheel]


def length(sent: Sent) -> bool:
    return {len(data) for data in payloads(sent, HV)} == {4}


def flood(sent: Sent) -> bool:
    unknown = [frame for frame in sent["body"] if frame.can_id not in KNOWN]
    return len({f.can_id for f in unknown}) == 1000 and all(f.flags == EXTENDED for f in unknown)


def errors(sent: Sent) -> bool:
    return sum(frame.flags == ERROR for frame in sent["body"]) == 200


def full(sent: Sent) -> bool:
    return len(sent["body"]) == 4500


def sleep(sent: Sent) -> bool:
    return not sent["body"] and len(sent["powertrain"]) > 100


def wake(sent: Sent) -> bool:
    return {data[3] for data in payloads(sent, HV)} == {0xFE} and {
        data[:2] for data in payloads(sent, DRIVE)
    } == {b"\xff\xff"}


def leak(sent: Sent) -> bool:
    values = pressures(sent, 0)
    return values[-1] < values[0] and set(pressures(sent, 1)) == {250}


def tyre_asleep(sent: Sent) -> bool:
    return set(pressures(sent, 2)) == {0x3FF} and set(pressures(sent, 3)) == {250}


def crank(sent: Sent) -> bool:
    return min(volts(sent)) < 9.0


def gnss_lost(sent: Sent) -> bool:
    seen = payloads(sent, GNSS_POS) + payloads(sent, GNSS_FIX)
    return set(seen) == {b"\xff" * 8}


def sna(sent: Sent) -> bool:
    return {data[3] for data in payloads(sent, HV)} == {0xFF}


def out_of_range(sent: Sent) -> bool:
    return {data[3] for data in payloads(sent, HV)} == {0xFD}


def missing(sent: Sent) -> bool:
    return not payloads(sent, HV)


def silent(sent: Sent) -> bool:
    return not sent["body"]


def crc(sent: Sent) -> bool:
    return all(data[-1] != crc8(b"\xb8" + data[:-1]) for data in payloads(sent, GEAR))


def counter(sent: Sent) -> bool:
    return {data[1] & 0xF for data in payloads(sent, GEAR)} == {0}


CASES: dict[str, tuple[str, float, Callable[[Sent], bool]]] = {
    "sna": ("HV.SoC", 1.0, sna),
    "range": ("HV.SoC", 1.0, out_of_range),
    "missing": ("HV", 1.0, missing),
    "length": ("HV", 1.0, length),
    "crc": ("GEAR", 1.0, crc),
    "counter": ("GEAR", 1.0, counter),
    "silent": ("body", 1.0, silent),
    "flood": ("body", 1.0, flood),
    "errors": ("body", 1.0, errors),
    "full": ("body", 1.0, full),
    "sleep": ("body", 1.0, sleep),
    "wake": ("powertrain", 1.0, wake),
    "leak": ("front_left", 6.0, leak),
    "tyre_asleep": ("rear_left", 2.0, tyre_asleep),
    "crank": ("low_voltage", 0.4, crank),
    "gnss_lost": ("gnss", 2.0, gnss_lost),
}


def test_no_kind_is_left_out() -> None:
    """`dropped` is a matter of sockets (test_server), `dtc` of the ECUs (test_ecus)."""
    assert {*CASES, "dropped", "dtc"} == set(FAULT_KINDS)


@pytest.mark.parametrize("kind", CASES)
def test_the_frames_show_the_fault_and_its_end(simulation: Simulation, kind: str) -> None:
    target, seconds, shows = CASES[kind]
    simulation.controls.drive_manually()
    assert not shows(run(simulation, seconds))
    simulation.faults.set(kind, target)
    assert shows(run(simulation, seconds))
    simulation.faults.clear()
    simulation.controls.refill()
    run(simulation, 3.0)
    assert not shows(run(simulation, seconds))


def test_a_bus_that_slept_begins_with_start_up_codes(simulation: Simulation) -> None:
    simulation.faults.set("sleep", "powertrain", 1.0)
    run(simulation, 1.0)
    charge = [data[3] for data in payloads(run(simulation, 3.0), HV)]
    assert charge[:19] == [0xFE] * 19
    assert charge[-9:] == [148] * 9
    assert set(charge) == {0xFE, 148}


def test_sensors_of_tyres_wake_when_the_car_moves(simulation: Simulation) -> None:
    for wheel in ("front_left", "front_right", "rear_left", "rear_right"):
        simulation.faults.set("tyre_asleep", wheel)
    simulation.controls.hold(15.0)
    assert set(pressures(run(simulation, 12.0), 0)) == {0x3FF}
    simulation.controls.hold(40.0)
    run(simulation, 12.0)
    assert 0x3FF not in pressures(run(simulation, 2.0), 0)
    assert simulation.faults.active == ()


def test_a_crank_is_a_dip_of_half_a_second_with_the_start_terminal(simulation: Simulation) -> None:
    before = volts(run(simulation, 4.0))[-1]
    simulation.faults.set("crank", "low_voltage")
    sent = run(simulation, 3.0)
    low = [volt for volt in volts(sent) if volt < before - 1.0]
    assert 8.5 < min(low) < 8.8
    assert 20 <= len(low) <= 60
    started = [int.from_bytes(data, "little") >> 15 & 3 for data in payloads(sent, SUPPLY)]
    assert started[:20] == [1] * 20
    assert set(started[40:]) == {0}
    assert volts(sent)[-1] == pytest.approx(before, abs=0.1)


def test_a_full_fd_bus_is_filled_with_fd_frames(simulation: Simulation) -> None:
    simulation.faults.set("full", "adas")
    frames = run(simulation, 1.0)["adas"]
    assert len(frames) == 3000
    assert {(frame.flags, len(frame.data)) for frame in frames} == {(FD, 64)}


def test_a_trouble_code_is_a_fault_too(simulation: Simulation) -> None:
    simulation.faults.set("dtc", "bms:P0A80-87:pending", 1.0)
    run(simulation, 0.5)
    (dtc,) = snapshot(simulation.car).dtcs
    assert (dtc.ecu, dtc.code, dtc.failure_type, dtc.state) == ("bms", "P0A80", "87", "pending")
    run(simulation, 1.0)
    assert snapshot(simulation.car).dtcs == ()
