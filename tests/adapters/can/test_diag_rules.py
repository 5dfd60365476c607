"""`[diag]`, `[[ecu]]`, `[[request]]`, `[[transmit]]`: what is read, what refuses a profile."""

from pathlib import Path

import pytest

from app.adapters.can.diag_model import EcuRule, TransmitRule
from app.adapters.can.profile import load_profile
from app.adapters.can.rules import Profile
from app.core.errors import HabitacleError
from tests.adapters.can.diag_car import ENGINE, RPM, SPEED, write

SCAN = """
[[request]]
ecu = "engine"
service = 0x19
subfunction = 0x02
every_ms = 600000
"""
INHIBIT = """
[[transmit]]
purpose = "start_inhibit"
bus = "obd"
id = "0x5C1"
payload = "01 00"
mask = "FF00"
max_per_s = 2
"""
ALL = ENGINE + RPM + SPEED + SCAN + INHIBIT


def read(folder: Path, body: str) -> Profile:
    return load_profile(write(folder, body))


def test_everything_is_read(tmp_path: Path) -> None:
    profile = read(tmp_path, ALL)
    diag = profile.diag
    assert diag is not None
    assert (diag.transmit, diag.bus, diag.min_interval_ms, diag.while_moving) == (
        False,
        "obd",
        500,
        False,
    )
    assert diag.ecus == (EcuRule("engine", 0x7E0, 0x7E8, 0x7DF, None, 50, 5000, extended=False),)
    assert [(r.payload.hex(), r.every_ms, r.path) for r in diag.requests] == [
        ("010c", 2000, "Vehicle.Powertrain.CombustionEngine.Speed"),
        ("010d", 500, "Vehicle.Speed"),
        ("190208", 600_000, None),
    ]
    assert profile.transmits == (
        TransmitRule("start_inhibit", "obd", 0x5C1, False, b"\1\0", b"\xff\0", 2),
    )
    assert {"Vehicle.Speed", "Vehicle.Habitacle.Diagnostics.IsTesterConnected"} <= set(
        profile.supported_paths
    )


def test_without_diagnostics_nothing_is_there(tmp_path: Path) -> None:
    profile = read(tmp_path, "")
    assert (profile.diag, profile.transmits, profile.supported_paths) == (None, (), frozenset())


def test_the_answer_is_eight_above_unless_said(tmp_path: Path) -> None:
    diag = read(tmp_path, ENGINE.replace('response = "0x7E8"\n', "padding = 0xAA\n")).diag
    assert diag is not None
    assert (diag.ecus[0].response, diag.ecus[0].padding) == (0x7E8, 0xAA)


@pytest.mark.parametrize(
    "request_keys",
    [
        "service = 0x04",
        "service = 0x11\nsubfunction = 1",
        "service = 0x14",
        "service = 0x27\nsubfunction = 1",
        "service = 0x2E\ndid = 0xF190",
        "service = 0x31\nsubfunction = 1",
        "service = 0x34",
        "service = 0x85\nsubfunction = 2",
        "service = 0x10\nsubfunction = 3",
        "service = 0x19\nsubfunction = 6",
        "service = 0x3E\nsubfunction = 0x80",
        "service = 0x22",
        "service = 0x03\npid = 1",
    ],
)
def test_a_forbidden_request_refuses_the_profile(tmp_path: Path, request_keys: str) -> None:
    body = f'{ENGINE}[[request]]\necu = "engine"\n{request_keys}\nevery_ms = 1000\n'
    with pytest.raises(HabitacleError, match=r"\[\[request\]\] engine .*allow-list"):
        read(tmp_path, body)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("transmit = false", "", r"\[diag\].*'transmit' is missing|diag.*'transmit' is missing"),
        ('bus = "obd"', 'bus = "can9"', "diag.*bus 'can9' is not defined"),
        ('bus = "obd"', 'bus = "obd"\nmin_interval_ms = 100', "must be at least 500"),
        ('bus = "obd"', 'bus = "obd"\nforce = true', "unknown key 'force'"),
        ('[diag]\ntransmit = false\nbus = "obd"\n', "", "need .diag."),
        ('name = "engine"', 'name = "en.gine"', "holds '.'"),
        ('request = "0x7E0"', 'request = "engine"', "ecu.. engine.*'request' is 'engine'"),
        ('request = "0x7E0"', 'request = "0x20000000"', "no CAN identifier"),
        ('functional = "0x7DF"', "padding = 256", "'padding' is 256, expected 0 to 255"),
        ('functional = "0x7DF"', 'funcional = "0x7DF"', "unknown key 'funcional'"),
        (
            "[[request]]",
            '[[ecu]]\nname="engine"\nrequest="0x7E1"\n[[request]]',
            "the name 'engine'",
        ),
        ("[[request]]", '[[ecu]]\nname="e2"\nrequest="0x7E0"\n[[request]]', "the request '0x7E0'"),
        ('ecu = "engine"', 'ecu = "brakes"', "'brakes' is not defined"),
        ("service = 0x01\n", "", "'service' is missing"),
        ("every_ms = 2000\n", "", "010C|01 0C.*'every_ms' is missing"),
        ("every_ms = 2000", "every_ms = 0", "'every_ms' must be positive"),
        (
            "decode = { byte = 2, length = 2, factor = 0.25 }\n",
            "",
            "'path' and 'decode' go together",
        ),
        ("byte = 2, length = 2", "byte = 1, length = 2", "'byte' is 1, the data begin at 2"),
        ("byte = 2, length = 2", "byte = 2, length = 9", "'length' is 9, expected 1 to 8 bytes"),
        (
            "byte = 2, length = 2",
            "byte = 2, mask = 0x05",
            "'mask' is 0x5, expected one run of bits",
        ),
        ("byte = 2, length = 2", "byte = 2, mask = 0x100", "'mask' is 0x100, expected one run"),
        ("factor = 0.25", "faktor = 0.25", "decode: unknown key 'faktor'"),
        ("factor = 0.25", 'unit = "km"', "unit 'km' does not convert to 'rpm'"),
        ("factor = 0.25", "map = { x = 1 }", r"\[\[request\]\] engine 01 0C.*'x'"),
        ("CombustionEngine.Speed", "CombustionEngine.Sped", "not in the signal catalogue"),
        ("subfunction = 0x02", "mask = 8", "allow-list"),
        ('purpose = "start_inhibit"', 'purpose = "unlock"', "'purpose' is 'unlock'"),
        ('mask = "FF00"', 'mask = "FF"', "not of the same length"),
        ('payload = "01 00"', 'payload = "lock"', "'payload' is not a text of hexadecimal bytes"),
        ("max_per_s = 2\n", "", "'max_per_s' is missing"),
        ("[[transmit]]", INHIBIT + "[[transmit]]", "given twice"),
    ],
)
def test_a_fault_refuses_the_profile(tmp_path: Path, old: str, new: str, message: str) -> None:
    from app.adapters.can.plan import load_plan

    assert old in ALL
    with pytest.raises(HabitacleError, match=message):
        load_plan(read(tmp_path, ALL.replace(old, new, 1)), None)


def test_one_request_has_one_rhythm(tmp_path: Path) -> None:
    other = RPM.replace("every_ms = 2000", "every_ms = 1000").replace(
        "Vehicle.Powertrain.CombustionEngine.Speed", "Vehicle.Speed"
    )
    with pytest.raises(HabitacleError, match="01 0C has two values of every_ms"):
        read(tmp_path, ENGINE + RPM + other)


def test_two_sources_of_one_path_need_priorities(tmp_path: Path) -> None:
    from app.adapters.can.plan import load_plan

    mapped = '[[signal]]\npath = "Vehicle.Speed"\nbus = "obd"\nsource = "MOTION.Speed"\n'
    with pytest.raises(HabitacleError, match="two sources of the same priority"):
        load_plan(read(tmp_path, mapped + ENGINE + SPEED), None)
    second = SPEED.replace("byte = 2", "byte = 2, priority = 2")
    assert load_plan(read(tmp_path, mapped + ENGINE + second), None).order[0] == "Vehicle.Speed"
