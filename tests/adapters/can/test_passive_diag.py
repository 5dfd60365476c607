"""Answers to somebody's requests, heard and decoded by the profile's own table."""

from pathlib import Path

import pytest

from app.adapters.can.frame import ERROR, EXTENDED
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from tests.adapters.can.diag_car import ENGINE, RPM, SPEED, DiagCar, plan_of, write

CE_SPEED = "Powertrain.CombustionEngine.Speed"
TESTER = "Habitacle.Diagnostics.IsTesterConnected"
ODOMETER = """
[[request]]
ecu = "engine"
service = 0x22
did = 0xB002
every_ms = 10000
path = "Vehicle.TraveledDistance"
decode = { byte = 4, length = 3, unit = "km", invalid_raw = ["0xFFFFFF"] }
[[request]]
ecu = "engine"
service = 0x22
did = 0xB002
every_ms = 10000
path = "Vehicle.Exterior.AirTemperature"
decode = { byte = 7, signed = true, factor = 0.5 }
[[request]]
ecu = "engine"
service = 0x22
did = 0xB002
every_ms = 10000
path = "Vehicle.Body.Hood.IsOpen"
decode = { byte = 3, mask = 0x10 }
[[request]]
ecu = "engine"
service = 0x22
did = 0xB002
every_ms = 10000
path = "Vehicle.LowVoltageSystemState"
decode = { byte = 3, mask = 0x06, map = { 0 = "OFF", 2 = "ON" } }
"""


@pytest.fixture
def car(tmp_path: Path) -> DiagCar:
    return DiagCar(plan_of(tmp_path, ENGINE + RPM + SPEED + ODOMETER))


def test_the_examples_of_obd_answers(car: DiagCar) -> None:
    car.hear(0x7E8, "03410D30AAAAAAAA", "04410C1AF8AAAAAA")
    assert car.state("Speed") == (48, "valid", "")
    assert car.state(CE_SPEED) == (1726.0, "valid", "")


def test_several_pids_in_one_answer(car: DiagCar) -> None:
    car.hear(0x7E8, "100A41057B0D300C", "211AF80B65AAAAAA")
    assert car.state("Speed") == (48, "valid", "")
    assert car.state(CE_SPEED) == (1726.0, "valid", "")


def test_an_answer_that_does_not_fit_its_pids_belongs_to_the_first(car: DiagCar) -> None:
    car.hear(0x7E8, "05410D300C1A0000")
    assert car.state("Speed") == (48, "valid", "")
    assert f"Vehicle.{CE_SPEED}" not in car.known


def test_a_polled_value_is_stale_after_three_intervals(car: DiagCar) -> None:
    car.hear(0x7E8, "03410D30")
    car.beat(1499)
    assert car.state("Speed")[1] == "valid"
    car.beat(1500)
    assert car.state("Speed") == (None, "stale", "timeout")


def test_values_of_one_identifier(car: DiagCar) -> None:
    car.hear(0x7E8, "100862B002140038", "21B5F0AAAAAAAAAA")
    assert car.state("TraveledDistance") == (14_517_000, "valid", "")
    assert car.state("Exterior.AirTemperature") == (-8.0, "valid", "")
    assert car.state("Body.Hood.IsOpen") == (True, "valid", "")
    assert car.state("LowVoltageSystemState") == ("ON", "valid", "")
    car.hear(0x7E8, "0762B00202FFFFFF")
    assert car.state("TraveledDistance") == (None, "invalid", "sna")
    assert car.state("LowVoltageSystemState") == (None, "invalid", "unmapped")
    assert car.state("Exterior.AirTemperature") == (-8.0, "valid", "")


def test_a_short_answer_and_a_foreign_ecu_change_nothing(car: DiagCar) -> None:
    car.hear(0x7E8, "03410C1A", "0441FF0000", "037F0112", "02620A")
    car.hear(0x7E9, "03410D30")
    assert set(car.known) == {f"Vehicle.{TESTER}"}
    assert car.intake.counts.unknown_id == 1


def test_lost_pieces_are_counted(car: DiagCar) -> None:
    car.hear(0x7E8, "100862B002140038", "22B5F0AAAAAAAAAA")
    assert car.feed.stats()["obd"]["transport_lost"] == 1
    assert "Vehicle.TraveledDistance" not in car.known


def test_trouble_codes_wait_in_a_bounded_queue(car: DiagCar) -> None:
    car.hear(0x7E8, "06430204200301", "037F1978", "037F0178", "1007" + "5902FF581287", "2128")
    answers = [(ecu, data.hex()) for _, ecu, data in car.feed.dtc_answers()]
    assert answers == [
        ("engine", "430204200301"),
        ("engine", "7f1978"),
        ("engine", "5902ff58128728"),
    ]
    assert car.feed.dtc_answers() == []
    car.hear(0x7E8, *["024300"] * 300)
    assert len(car.feed.dtc_answers()) == 256


def test_a_tester_is_heard_for_a_minute(car: DiagCar) -> None:
    car.beat(10)
    assert car.state(TESTER) == (False, "valid", "")
    car.hear(0x7DF, "02010C")
    assert car.state(TESTER) == (True, "valid", "")
    car.beat(60_009)
    assert car.state(TESTER) == (True, "valid", "")
    car.beat(60_010)
    assert car.state(TESTER) == (False, "valid", "")


def test_what_we_know_of_testers_stays_fresh_on_a_quiet_bus(car: DiagCar) -> None:
    for ms in range(0, 100_000, 200):
        car.beat(ms)
    sample = car.known[f"Vehicle.{TESTER}"]
    assert sample.value is False
    assert sample.age_ms(car.clock.ns) == 200
    car.intake.lost = True
    car.beat()
    assert car.state(TESTER) == (None, "stale", "bus_lost")


def test_our_own_requests_are_no_tester(car: DiagCar) -> None:
    car.feed.sent_request(0x7E0, bytes.fromhex("010C"))
    car.feed.sent_request(0x7DF, bytes.fromhex("02010DAAAAAAAAAA"))
    car.hear(0x7E0, "02010CAAAAAAAAAA", "300000")
    car.hear(0x7DF, "02010DAAAAAAAAAA")
    assert car.state(TESTER) == (False, "valid", "")
    car.hear(0x7DF, "02010DAAAAAAAAAA")
    assert car.state(TESTER) == (True, "valid", "")


def test_an_echo_is_expected_for_one_second(car: DiagCar) -> None:
    car.feed.sent_request(0x7E0, bytes.fromhex("010C"))
    car.beat(1001)
    car.hear(0x7E0, "02010C")
    assert car.state(TESTER) == (True, "valid", "")


def test_ecus_of_29_bits(tmp_path: Path) -> None:
    body = ENGINE.replace("0x7E0", "0x18DA10F1").replace("0x7E8", "0x18DAF110")
    car = DiagCar(plan_of(tmp_path, body.replace("0x7DF", "0x18DB33F1") + SPEED))
    car.hear(0x18DAF110, "03410D30", flags=EXTENDED)
    assert car.state("Speed") == (48, "valid", "")
    car.feed.sent_request(0x18DB33F1, bytes.fromhex("010D"))
    car.hear(0x18DB33F1, "02010D", flags=EXTENDED)
    assert car.state(TESTER) == (False, "valid", "")


def test_a_profile_that_maps_the_tester_itself_is_believed(tmp_path: Path) -> None:
    mapped = f"""
[[signal]]
path = "Vehicle.{TESTER}"
bus = "obd"
source = "STATE.Hood"
"""
    car = DiagCar(plan_of(tmp_path, mapped + ENGINE))
    car.hear(0x7DF, "02010C")
    assert car.known == {}
    car.feed.sent_request(0x7DF, b"\x01\x0c")
    car.hear(0x103, "0400")
    assert car.state(TESTER) == (True, "valid", "")


def test_a_message_of_the_dbc_may_share_the_identifier(tmp_path: Path) -> None:
    dbc = 'VERSION ""\n\nBO_ 2024 RAW: 8 XXX\n SG_ Pci : 7|8@0+ (1,0) [0|0] "percent" XXX\n'
    body = (
        ENGINE
        + SPEED
        + (
            '[[signal]]\npath = "Vehicle.Exterior.LightIntensity"\n'
            'bus = "obd"\nsource = "RAW.Pci"\n'
        )
    )
    car = DiagCar(load_plan(load_profile(write(tmp_path, body, dbc)), None))
    car.hear(0x7E8, "03410D30AAAAAAAA")
    assert car.state("Speed") == (48, "valid", "")
    assert car.state("Exterior.LightIntensity") == (3, "valid", "")


def test_error_frames_make_a_bus_noisy(car: DiagCar) -> None:
    for _ in range(100):
        car.hear(0, "0000000000000000", flags=ERROR)
    assert car.feed.stats()["obd"]["noisy"] == 0
    car.hear(0, "0000000000000000", flags=ERROR)
    assert car.feed.stats()["obd"]["noisy"] == 1
    assert car.intake.error_rate(car.clock.ns) == 101
    car.beat(2000)
    assert car.feed.stats()["obd"]["noisy"] == 0


def test_the_cached_plan_is_the_compiled_one(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, ENGINE + RPM + ODOMETER))
    assert load_plan(profile, tmp_path) == load_plan(profile, tmp_path) == load_plan(profile, None)
