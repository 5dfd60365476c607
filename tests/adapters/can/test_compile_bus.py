"""J1939 messages by parameter group, CAN FD beside classic CAN, and what a bus cannot carry."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.j1939 import pgn, pgn_key, source_address
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from tests.adapters.can.car import HandCar
from tests.fakes.can import HEAD, write_profile

TRUCK_HEAD = HEAD + "j1939 = true\n"
FD_HEAD = HEAD + "fd = true\n"
HIGH = 1 << 31
EEC1, EEC1_REAR, TORQUE, LONG = 0x0CF00400, 0x0CF00401, 0x0C000003, 0x18FEE3FE
DBC = f"""VERSION ""

BS_:

BU_: XXX

BO_ {EEC1 | HIGH} EEC1: 8 XXX
 SG_ EngineSpeed : 24|16@1+ (0.125,0) [0|8031.875] "rpm" XXX
 SG_ Torque : 16|8@1+ (1,-125) [0|125] "%" XXX
 SG_ State : 0|2@1+ (1,0) [0|3] "" XXX
 SG_ Odd : 40|12@1+ (1,0) [0|0] "%" XXX

BO_ {0x18FEF1FE | HIGH} CCVS1: 8 XXX
 SG_ WheelSpeed : 8|16@1+ (0.00390625,0) [0|250.996] "km/h" XXX

BO_ {TORQUE | HIGH} TSC1: 8 XXX
 SG_ Wanted : 24|8@1+ (1,0) [0|125] "%" XXX

BO_ {LONG | HIGH} EC1: 40 XXX
 SG_ Late : 304|8@1+ (1,0) [0|0] "%" XXX

BO_ {0x18ECFFFE | HIGH} TPCM: 8 XXX
 SG_ Control : 0|8@1+ (1,0) [0|0] "%" XXX

BO_ 256 PLAIN: 8 XXX
 SG_ Value : 0|8@1+ (1,0) [0|0] "%" XXX
"""
REAR = f"""
BO_ {EEC1_REAR | HIGH} EEC1_REAR: 8 XXX
 SG_ EngineSpeed : 24|16@1+ (0.125,0) [0|8031.875] "rpm" XXX
"""
RPM, LIGHT, SPEED = "Powertrain.CombustionEngine.Speed", "Exterior.LightIntensity", "Speed"


def signal(path: str, source: str, more: str = "") -> str:
    head = f'\n[[signal]]\npath = "Vehicle.{path}"\nbus = "main"\n'
    return f'{head}source = "{source}"\n{more}\n'


def option(name: str, more: str) -> str:
    return f'\n[[message]]\nbus = "main"\nname = "{name}"\n{more}\n'


def truck(folder: Path, body: str, *, head: str = TRUCK_HEAD, dbc: str = DBC) -> HandCar:
    return HandCar(load_plan(load_profile(write_profile(folder, body, head, dbc)), None))


def rpm(value: float) -> bytes:
    return bytes(3) + round(value * 8).to_bytes(2, "little") + bytes(3)


def shown(auto: HandCar, path: str) -> object:
    auto.beat()
    sample = auto.known.get(f"Vehicle.{path}")
    return None if sample is None else sample.value


def test_identifiers() -> None:
    assert (pgn(0x18FEF1AB), source_address(0x18FEF1AB)) == (0xFEF1, 0xAB)
    assert pgn_key(0x0CFEF100) == pgn_key(0x18FEF1FE)
    assert pgn_key(0x0C00FF03) == pgn_key(0x180011AA) == 0
    assert pgn(0x0C00FF03) == 0
    assert pgn_key(0x19FEF100) != pgn_key(0x18FEF100), "the data page is part of the group"


def test_any_sender_and_priority_of_the_group(tmp_path: Path) -> None:
    auto = truck(tmp_path, signal(RPM, "EEC1.EngineSpeed") + signal(SPEED, "CCVS1.WheelSpeed"))
    for can_id, value in ((EEC1, 1000), (0x18F00400, 1010), (0x0CF00427, 1020)):
        auto.send(can_id, rpm(value), EXTENDED)
        assert shown(auto, RPM) == value
    auto.send(0x18FEF10B, bytes((0, 0, 50, 0, 0, 0, 0, 0)), EXTENDED)
    assert shown(auto, SPEED) == 50
    auto.send(0x0CF00500, rpm(1), EXTENDED)
    auto.send(0x18F00400 & 0x7FF, rpm(2))
    assert shown(auto, RPM) == 1020
    assert auto.intake.counts.unknown_id == 2


def test_the_destination_of_a_pdu1_group_is_ignored(tmp_path: Path) -> None:
    auto = truck(tmp_path, signal(LIGHT, "TSC1.Wanted"))
    for can_id, value in ((0x0C000B03, 10), (0x0CFF0003, 99), (0x18002100, 20)):
        auto.send(can_id, bytes((0, 0, 0, value, 0, 0, 0, 0)), EXTENDED)
        auto.beat()
    assert shown(auto, LIGHT) == 20


def test_without_j1939_only_the_exact_identifier_counts(tmp_path: Path) -> None:
    auto = truck(tmp_path, signal(RPM, "EEC1.EngineSpeed"), head=HEAD)
    auto.send(0x18F00400, rpm(1), EXTENDED)
    assert shown(auto, RPM) is None
    auto.send(EEC1, rpm(900), EXTENDED)
    assert shown(auto, RPM) == 900


def test_senders_can_be_restricted(tmp_path: Path) -> None:
    body = signal(RPM, "EEC1.EngineSpeed") + option("EEC1", 'source_address = ["0x31", "0x32"]')
    auto = truck(tmp_path, body)
    auto.send(EEC1, rpm(700), EXTENDED)
    assert shown(auto, RPM) is None
    auto.send(0x0CF00432, rpm(800), EXTENDED)
    assert shown(auto, RPM) == 800


def test_the_exact_message_comes_first(tmp_path: Path) -> None:
    both = signal(RPM, "EEC1.EngineSpeed") + signal(
        "Body.Windshield.Front.Wiping.WiperWear", "EEC1_REAR.EngineSpeed", 'unit = "%"'
    )
    auto = truck(tmp_path, both, dbc=DBC + REAR)
    auto.send(EEC1, rpm(1000), EXTENDED)
    auto.send(EEC1_REAR, rpm(50), EXTENDED)
    auto.send(0x0CF00477, rpm(3000), EXTENDED)
    assert shown(auto, RPM) == 1000
    assert shown(auto, "Body.Windshield.Front.Wiping.WiperWear") == 50
    assert auto.intake.counts.unknown_id == 1


def test_another_message_of_the_dbc_is_not_taken_for_this_one(tmp_path: Path) -> None:
    auto = truck(tmp_path, signal(RPM, "EEC1.EngineSpeed"), dbc=DBC + REAR)
    auto.send(EEC1_REAR, rpm(50), EXTENDED)
    assert shown(auto, RPM) is None
    auto.send(0x0CF00477, rpm(60), EXTENDED)
    assert shown(auto, RPM) == 60


@pytest.mark.parametrize(
    ("source", "code", "reason"),
    [
        ("EngineSpeed", 0xFAFF, ""),
        ("EngineSpeed", 0xFB00, "sna"),
        ("EngineSpeed", 0xFDFF, "sna"),
        ("EngineSpeed", 0xFE00, "error"),
        ("EngineSpeed", 0xFEFF, "error"),
        ("EngineSpeed", 0xFFFF, "sna"),
        ("Torque", 0xFA, ""),
        ("Torque", 0xFB, "sna"),
        ("Torque", 0xFE, "error"),
        ("Torque", 0xFF, "sna"),
        ("State", 1, ""),
        ("State", 2, "error"),
        ("State", 3, "sna"),
    ],
)
def test_sae_codes_by_length(tmp_path: Path, source: str, code: int, reason: str) -> None:
    path = "Service.DistanceToService"
    more = 'invalid_raw = "j1939"\nunit = "km"\n'
    auto = truck(tmp_path, signal(path, f"EEC1.{source}", more))
    start = {"EngineSpeed": 24, "Torque": 16, "State": 0}[source]
    auto.send(EEC1, (code << start).to_bytes(8, "little"), EXTENDED)
    auto.beat()
    assert auto.sample(path).reason.value == reason


@pytest.mark.parametrize(
    ("body", "head", "words"),
    [
        (
            signal(LIGHT, "EEC1.Odd", 'invalid_raw = "j1939"'),
            TRUCK_HEAD,
            '"j1939" says nothing of 12 bits; give the codes',
        ),
        (
            signal(RPM, "EEC1.EngineSpeed") + option("EEC1", 'source_address = ["0xFE"]'),
            TRUCK_HEAD,
            "source_address 0xFE is not 0 to 0xFD",
        ),
        (
            signal(RPM, "EEC1.EngineSpeed") + option("EEC1", 'source_address = ["zero"]'),
            TRUCK_HEAD,
            "source_address 'zero' is not an integer",
        ),
        (
            signal(RPM, "EEC1.EngineSpeed") + option("EEC1", 'source_address = ["0x00"]'),
            HEAD,
            "'source_address' needs a 29-bit message of a J1939 bus",
        ),
        (
            signal(LIGHT, "PLAIN.Value") + option("PLAIN", 'source_address = ["0x00"]'),
            TRUCK_HEAD,
            "'source_address' needs a 29-bit message of a J1939 bus",
        ),
        (
            signal(LIGHT, "TPCM.Control"),
            TRUCK_HEAD,
            "message 'TPCM' carries pieces of J1939 messages; map those",
        ),
        (
            signal(LIGHT, "EC1.Late"),
            HEAD,
            "message 'EC1' has 40 bytes, bus 'main' carries 8 at most; say 'fd = true'",
        ),
        (
            signal(LIGHT, "EC1.Late"),
            FD_HEAD,
            "message 'EC1' has 40 bytes, which no CAN FD frame has; say length = \"min\"",
        ),
    ],
)
def test_what_a_bus_cannot_carry(tmp_path: Path, body: str, head: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words) as caught:
        truck(tmp_path, body, head=head)
    assert "profile.toml, line " in str(caught.value)


def test_two_messages_for_one_sender_are_refused(tmp_path: Path) -> None:
    wear = "Body.Windshield.Front.Wiping.WiperWear"
    body = signal(RPM, "EEC1.EngineSpeed") + signal(wear, "EEC1_REAR.EngineSpeed", 'unit = "%"')
    body += option("EEC1_REAR", 'source_address = ["0x00"]')
    with pytest.raises(HabitacleError, match="group 0xF004 is both EEC1 and EEC1_REAR"):
        truck(tmp_path, body, dbc=DBC + REAR)


def test_the_truck_of_the_test_data(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    dbc = shared_data("can/css_truck_j1939/CSS-Electronics-SAE-J1939-DEMO.dbc").read_text()
    body = signal(RPM, "EEC1.EngineSpeed", 'invalid_raw = "j1939"')
    body += signal(SPEED, "CCVS1.WheelBasedVehicleSpeed", 'invalid_raw = "j1939"')
    auto = truck(tmp_path, body, dbc=dbc)
    auto.send(0x0CF00400, rpm(1500), EXTENDED)
    auto.send(0x18FEF127, bytes((0xFF, 0, 80, 0, 0, 0, 0, 0)), EXTENDED)
    assert (shown(auto, RPM), shown(auto, SPEED)) == (1500, 80)
    auto.send(0x18FEF100, b"\xff" * 8, EXTENDED)
    auto.beat()
    assert auto.state(SPEED) == (None, "invalid", "sna")


FD_DBC = """VERSION ""

BS_:

BU_: XXX

BO_ 512 FRONT: 64 XXX
 SG_ Distance : 496|16@1+ (0.1,0) [0|500] "m" XXX

BO_ 513 SMALL: 8 XXX
 SG_ Value : 0|8@1+ (1,0) [0|100] "%" XXX

BO_ 514 ODD: 10 XXX
 SG_ Value : 72|8@1+ (1,0) [0|100] "%" XXX
"""
DISTANCE = "ADAS.ObstacleDetection.Front.Center.Distance"
FD_BODY = signal(DISTANCE, "FRONT.Distance") + signal(LIGHT, "SMALL.Value")


def test_both_kinds_of_frames_on_a_bus_with_fd(tmp_path: Path) -> None:
    auto = truck(tmp_path, FD_BODY, head=FD_HEAD, dbc=FD_DBC)
    auto.send(512, bytes(62) + (1234).to_bytes(2, "little"), FD)
    auto.send(513, bytes((40, *bytes(7))))
    assert (shown(auto, DISTANCE), shown(auto, LIGHT)) == (123.4, 40)
    auto.send(513, bytes((41, *bytes(7))), FD)
    assert shown(auto, LIGHT) == 41
    assert auto.intake.counts.fd == 0


@pytest.mark.parametrize("size", [9, 10, 15, 40, 63, 65])
def test_a_length_that_no_fd_frame_has_is_a_fault(tmp_path: Path, size: int) -> None:
    auto = truck(tmp_path, FD_BODY, head=FD_HEAD, dbc=FD_DBC)
    auto.send(512, bytes(size), FD)
    assert (auto.intake.counts.fd, auto.intake.counts.decoded) == (1, 0)


def test_an_fd_frame_on_a_classic_bus_is_a_fault(tmp_path: Path) -> None:
    auto = truck(tmp_path, signal(LIGHT, "SMALL.Value"), head=HEAD, dbc=FD_DBC)
    auto.send(513, bytes((40, *bytes(7))), FD)
    assert shown(auto, LIGHT) is None
    assert (auto.intake.counts.fd, auto.intake.counts.decoded) == (1, 0)


def test_errors_and_remote_frames_are_never_decoded(tmp_path: Path) -> None:
    auto = truck(tmp_path, FD_BODY, head=FD_HEAD, dbc=FD_DBC)
    auto.send(513, bytes(8), ERROR)
    auto.send(513, bytes(8), REMOTE)
    auto.send(513, bytes(8), ERROR | FD)
    counts = auto.intake.counts
    assert (counts.error_frames, counts.remote, counts.decoded) == (2, 1, 0)


def test_a_padded_message_of_an_odd_length(tmp_path: Path) -> None:
    body = signal(LIGHT, "ODD.Value") + option("ODD", 'length = "min"')
    auto = truck(tmp_path, body, head=FD_HEAD, dbc=FD_DBC)
    auto.send(514, bytes(9) + bytes((33, 0xAA, 0xAA)), FD)
    assert shown(auto, LIGHT) == 33
