"""The operations `list` and `rotate`, cases, and what an operation refuses."""

import math
from pathlib import Path

import pytest

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from tests.adapters.can.car import GEAR, STATE, HandCar, gear, state
from tests.fakes.can import BODY, write_profile

IMU = """VERSION ""

BS_:

BU_: XXX

BO_ 256 IMU: 6 XXX
 SG_ X : 0|16@1- (0.01,0) [0|0] "m/s^2" XXX
 SG_ Y : 16|16@1- (0.001,0) [0|0] "g" XXX
 SG_ Z : 32|16@1- (0.01,0) [0|0] "m/s^2" XXX
"""
AXES = '["main:IMU.X", "main:IMU.Y", "main:IMU.Z"]'
LEVEL = "matrix = [1, 0, 0, 0, 1, 0, 0, 0, 1]\n"
LONG, LAT = "Vehicle.Acceleration.Longitudinal", "Vehicle.Acceleration.Lateral"


def derived(path: str, op: str, inputs: str, more: str = "") -> str:
    return f'\n[[derived]]\npath = "{path}"\nop = "{op}"\ninputs = {inputs}\n{more}'


def load(folder: Path, body: str, dbc: str | None = None) -> HandCar:
    car = write_profile(folder, body) if dbc is None else write_profile(folder, body, dbc=dbc)
    return HandCar(load_plan(load_profile(car), folder / "cache"))


def imu(x: float, y_g: float, z: float) -> bytes:
    numbers = (round(x * 100), round(y_g * 1000), round(z * 100))
    return b"".join(n.to_bytes(2, "little", signed=True) for n in numbers)


def test_a_quarter_turn_about_the_vertical(tmp_path: Path) -> None:
    turn = "matrix = [0, 1, 0, -1, 0, 0, 0, 0, 1]\n"
    auto = load(
        tmp_path,
        derived(LONG, "rotate", AXES, turn + 'axis = "x"\n')
        + derived(LAT, "rotate", AXES, turn + 'axis = "y"\n'),
        IMU,
    )
    auto.send(256, imu(2, 0.1, 9.8))
    auto.beat()
    assert auto.sample("Acceleration.Longitudinal").value == pytest.approx(0.980665)
    assert auto.sample("Acceleration.Lateral").value == pytest.approx(-2)


def test_a_tilted_mounting(tmp_path: Path) -> None:
    c, s = math.cos(math.radians(30)), math.sin(math.radians(30))
    tilt = f"matrix = [{c}, 0, {s}, 0, 1, 0, {-s}, 0, {c}]\n"
    auto = load(tmp_path, derived(LONG, "rotate", AXES, tilt + 'axis = "x"\n'), IMU)
    auto.send(256, imu(3, 0, 2))
    auto.beat()
    assert auto.sample("Acceleration.Longitudinal").value == pytest.approx(3 * c + 2 * s)


TEXTS = """
[[signal]]
path = "Vehicle.Habitacle.ParkedMode"
bus = "main"
source = "GEAR.Brake"
map = { 0 = "NONE", 1 = "PET" }
"""
LIST = derived(
    "Vehicle.Diagnostics.DTCList",
    "list",
    '["Vehicle.LowVoltageSystemState", "Vehicle.Habitacle.ParkedMode"]',
)


def test_a_list_of_texts(tmp_path: Path) -> None:
    body = BODY.replace(
        'path = "Vehicle.Chassis.ParkingBrake.IsEngaged"', 'path = "Vehicle.Trailer.IsConnected"'
    )
    auto = load(tmp_path, body + TEXTS + LIST)
    auto.send(STATE, state(2))
    auto.beat()
    assert "Vehicle.Diagnostics.DTCList" not in auto.known
    auto.send(GEAR, gear(0, brake=1))
    auto.beat()
    assert auto.state("Diagnostics.DTCList") == (("ON", "PET"), "valid", "")
    auto.send(GEAR, gear(1, brake=2))
    auto.beat()
    assert auto.state("Diagnostics.DTCList") == (None, "invalid", "unmapped")


BOTH = '["Vehicle.Speed", "main:MOTION.Fuel"]'


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (derived(LONG, "rotate", AXES, 'axis = "x"\n'), "'matrix' is missing"),
        (derived(LONG, "rotate", AXES, LEVEL), "'axis' is missing"),
        (derived(LONG, "rotate", AXES, LEVEL + 'axis = "w"\n'), "expected one of x, y, z"),
        (derived(LONG, "rotate", AXES, 'matrix = [1, 0]\naxis = "x"\n'), "9 numbers, row by row"),
        (
            derived(LONG, "rotate", AXES, 'matrix = [1, 0, 0, 0, 1, 0, 0, 0, "1"]\naxis = "x"\n'),
            "9 numbers, row by row",
        ),
        (
            derived(LONG, "rotate", AXES, LEVEL.replace("1]", "2]") + 'axis = "x"\n'),
            "'matrix' does not turn",
        ),
        (
            derived(LONG, "rotate", AXES, LEVEL.replace("[1, 0", "[1, 1") + 'axis = "x"\n'),
            "'matrix' does not turn",
        ),
        (derived(LONG, "rotate", '["main:IMU.X"]', LEVEL + 'axis = "x"\n'), "has 1 inputs"),
        (derived(LONG, "mean", AXES, LEVEL), "unknown key 'matrix'"),
        (
            derived("Vehicle.Diagnostics.DTCList", "list", AXES),
            "'list' cannot use 'main:IMU.X', a float",
        ),
        (derived(LONG, "list", AXES), "'list' does not give a float"),
        (derived("Vehicle.Trailer.IsConnected", "mean", AXES), "'mean' does not give a boolean"),
        (
            derived("Vehicle.Habitacle.ParkedMode", "product", AXES),
            "'product' does not give a string",
        ),
        (derived(LONG, "any", AXES), "'any' does not give a float"),
    ],
)
def test_what_an_operation_refuses(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words) as caught:
        load(tmp_path, body, IMU)
    assert "profile.toml, line " in str(caught.value)


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("Vehicle.Habitacle.ParkedMode", '"DANCE"', "'DANCE' does not fit type string"),
        ("Vehicle.Speed", "301", "301 does not fit type float"),
        ("Vehicle.Speed", "true", "True does not fit type float"),
        ("Vehicle.Trailer.IsConnected", "1", "1 does not fit type boolean"),
        ("Vehicle.Powertrain.Transmission.SelectedGear", "13", "13 does not fit type int8"),
        ("Vehicle.Powertrain.Transmission.SelectedGear", "1.5", "1.5 does not fit type int8"),
    ],
)
def test_the_value_of_a_case_must_fit(tmp_path: Path, path: str, value: str, words: str) -> None:
    body = f'\n[[derived]]\npath = "{path}"\nop = "case"\n'
    body += f'cases = [{{ if = {{ "main:IMU.X" = 1 }}, value = {value} }}]\n'
    with pytest.raises(HabitacleError, match=words):
        load(tmp_path, body, IMU)


def test_a_case_that_gives_park(tmp_path: Path) -> None:
    path = "Vehicle.Powertrain.Transmission.SelectedGear"
    body = f'\n[[derived]]\npath = "{path}"\nop = "case"\n'
    body += 'cases = [{ if = { "main:IMU.X" = 1 }, value = 126 }]\n'
    auto = load(tmp_path, body, IMU)
    auto.send(256, imu(1, 0, 0))
    auto.beat()
    assert auto.sample("Powertrain.Transmission.SelectedGear").value == 126
