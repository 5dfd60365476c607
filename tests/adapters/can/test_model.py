"""Derived signals, several sources, short payloads, series and learned periods."""

from itertools import pairwise
from pathlib import Path

import pytest

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from tests.adapters.can.car import GEAR, MOTION, STATE, HandCar, gear, motion, state
from tests.fakes.can import BODY, write_profile

AVERAGE = """
[[derived]]
path = "Vehicle.Exterior.LightIntensity"
op = "{op}"
inputs = {inputs}
"""
FUEL = '"main:MOTION.Fuel"'
SOC = '"Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"'
LIGHT = "Exterior.LightIntensity"


def car(folder: Path, body: str) -> HandCar:
    return HandCar(load_plan(load_profile(write_profile(folder, body)), None))


@pytest.mark.parametrize(
    ("op", "expected"),
    [("mean", 50), ("min", 20), ("max", 80), ("sum", 100), ("diff", 60), ("ratio", 4)],
)
def test_number_operations(tmp_path: Path, op: str, expected: float) -> None:
    auto = car(tmp_path, BODY + AVERAGE.format(op=op, inputs=f"[{SOC}, {FUEL}]"))
    auto.send(STATE, state(2, soc=80))
    auto.beat()
    assert f"Vehicle.{LIGHT}" not in auto.known
    auto.send(MOTION, motion(50, fuel=20))
    auto.beat()
    assert auto.state(LIGHT) == (expected, "valid", "")
    assert not any(":" in path for path in auto.known)


def test_the_worst_input_decides(tmp_path: Path) -> None:
    auto = car(tmp_path, BODY + AVERAGE.format(op="mean", inputs=f"[{SOC}, {FUEL}]"))
    auto.send(MOTION, motion(50, fuel=20))
    auto.send(STATE, state(2, soc=127))
    auto.beat()
    assert auto.state(LIGHT) == (None, "invalid", "sna")
    auto.send(STATE, state(2, soc=80))
    auto.beat()
    assert auto.state(LIGHT) == (50, "valid", "")
    auto.at(500)
    auto.beat()
    assert auto.state(LIGHT) == (None, "stale", "timeout")


def test_a_zero_divisor_is_not_finite(tmp_path: Path) -> None:
    auto = car(tmp_path, BODY + AVERAGE.format(op="ratio", inputs=f"[{SOC}, {FUEL}]"))
    auto.send(MOTION, motion(50, fuel=0))
    auto.send(STATE, state(2))
    auto.beat()
    assert auto.state(LIGHT) == (None, "invalid", "not_finite")


FLAGS = """
[[derived]]
path = "Vehicle.Trailer.IsConnected"
op = "{op}"
inputs = ["Vehicle.Body.Hood.IsOpen", "main:MOTION.Valid"]
"""


@pytest.mark.parametrize(("op", "expected"), [("any", True), ("all", False), ("none", False)])
def test_flag_operations(tmp_path: Path, op: str, expected: bool) -> None:
    auto = car(tmp_path, BODY + FLAGS.format(op=op))
    auto.send(STATE, state(2, hood=0))
    auto.send(MOTION, motion(50))
    auto.beat()
    assert auto.sample("Trailer.IsConnected").value is expected


CASE = """
[[derived]]
path = "Vehicle.Body.Lights.Brake.IsActive"
op = "case"
cases = [
    { if = { "main:GEAR.Brake" = 1, "Vehicle.Body.Hood.IsOpen" = true }, value = "ADAPTIVE" },
    { if = { "main:GEAR.Brake" = 1 }, value = "ACTIVE" },
    { if = { "main:GEAR.Brake" = 0 }, value = "INACTIVE" },
]
"""


@pytest.mark.parametrize(
    ("brake", "hood", "expected"),
    [(1, 1, "ADAPTIVE"), (1, 0, "ACTIVE"), (0, 1, "INACTIVE"), (2, 0, None)],
)
def test_cases_in_order(tmp_path: Path, brake: int, hood: int, expected: str | None) -> None:
    auto = car(tmp_path, BODY + CASE)
    auto.send(STATE, state(2, hood=hood))
    auto.send(GEAR, gear(0, brake=brake))
    auto.beat()
    assert auto.sample("Body.Lights.Brake.IsActive").value == expected


def test_a_second_source_steps_in(tmp_path: Path) -> None:
    second = BODY + (
        '\n[[signal]]\npath = "Vehicle.Powertrain.FuelSystem.RelativeLevel"\nbus = "main"\n'
        'source = "STATE.Soc"\npriority = 2\n'
    )
    auto = car(tmp_path, second)
    auto.send(STATE, state(2, soc=80))
    auto.beat()
    assert auto.sample("Powertrain.FuelSystem.RelativeLevel").value == 80
    for ms in range(0, 1200, 100):
        auto.at(ms)
        auto.send(MOTION, motion(50, fuel=20))
        auto.send(STATE, state(2, soc=80))
        auto.beat()
        expected = 20 if ms >= 1000 else 80
        assert auto.sample("Powertrain.FuelSystem.RelativeLevel").value == expected


def test_short_payloads_update_only_what_they_hold(tmp_path: Path) -> None:
    body = BODY.replace(
        'name = "MOTION"\nperiod_ms = 100',
        'name = "MOTION"\nperiod_ms = 100\nlength = "min"\nmin_length = 3',
    )
    auto = car(tmp_path, body)
    auto.send(MOTION, motion(50)[:3])
    auto.beat()
    assert auto.sample("Speed").value == 50
    assert "Vehicle.Powertrain.FuelSystem.RelativeLevel" not in auto.known
    auto.send(MOTION, motion(51) + b"\0\0")
    auto.beat()
    assert auto.sample("Powertrain.FuelSystem.RelativeLevel").value == 50


def test_every_frame_is_kept_as_a_series(tmp_path: Path) -> None:
    body = BODY.replace(
        'name = "MOTION"\nperiod_ms = 100', 'name = "MOTION"\nperiod_ms = 10\nevery = true'
    )
    auto = car(tmp_path, body)
    for step in range(1300):
        auto.at(step * 10)
        auto.send(MOTION, motion(50 + step % 3))
        if step % 3 == 0:
            auto.beat()
    series = auto.feed.series("Vehicle.Speed")
    assert [value for _, value in series[-3:]] == [51, 52, 50]
    assert 10_000_000_000 >= series[-1][0] - series[0][0] > 9_900_000_000
    assert {b[0] - a[0] for a, b in pairwise(series)} == {10_000_000}


def test_an_undeclared_period_is_learned(tmp_path: Path) -> None:
    auto = car(tmp_path, BODY.replace('name = "MOTION"\nperiod_ms = 100', 'name = "MOTION"'))
    auto.intake.silence_ns = 10**12
    for step in range(22):
        auto.at(step * 400)
        auto.send(MOTION, motion(50))
        auto.beat()
    auto.at(21 * 400 + 1999)
    auto.beat()
    assert auto.sample("Speed").value == 50
    auto.at(21 * 400 + 2000)
    auto.beat()
    assert auto.state("Speed") == (None, "stale", "timeout")


POSITION = """VERSION ""

BS_:

BU_: XXX

BO_ 256 GNSS: 8 XXX
 SG_ Latitude : 0|32@1- (0.0000001,0) [-90|90] "deg" XXX
 SG_ Longitude : 32|32@1- (0.0000001,0) [-180|180] "deg" XXX
"""


def test_a_position_jump_is_judged_at_its_latitude(tmp_path: Path) -> None:
    body = '[[message]]\nbus = "main"\nname = "GNSS"\nperiod_ms = 1000\n'
    for axis in ("Longitude", "Latitude"):
        body += f'[[signal]]\npath = "Vehicle.CurrentLocation.{axis}"\nbus = "main"\n'
        body += f'source = "GNSS.{axis}"\n'
    auto = HandCar(load_plan(load_profile(write_profile(tmp_path, body, dbc=POSITION)), None))
    for second, longitude, wanted in (
        (0, 25.0, "valid"),
        (1, 25.001, "valid"),
        (2, 25.003, "invalid"),
    ):
        auto.at(second * 1000)
        numbers = (round(60e7), round(longitude * 1e7))
        auto.send(MOTION, b"".join(n.to_bytes(4, "little") for n in numbers))
        auto.beat()
        assert auto.sample("CurrentLocation.Longitude").state.value == wanted
    assert auto.sample("CurrentLocation.Latitude").value == 60
