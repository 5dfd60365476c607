from pathlib import Path

import pytest

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.core.errors import HabitacleError
from tests.fakes.can import BODY, DBC, HEAD, write_profile

GEAR = '[[message]]\nbus = "main"\nname = "GEAR"\n'
DERIVED = '[[derived]]\npath = "Vehicle.Speed"\n'
SELECTOR = """
[[signal]]
path = "Vehicle.Powertrain.Transmission.CurrentGear"
bus = "main"
source = "GEAR.Selector"
"""
SPEED = '\n[[signal]]\npath = "Vehicle.Speed"\nbus = "main"\nsource = "MOTION.Speed"\n'


def test_a_sound_profile(tmp_path: Path) -> None:
    profile = load_profile(write_profile(tmp_path))
    assert (profile.id, profile.powertrain, profile.has_park) == ("small-car", "electric", True)
    assert "Vehicle.Speed" in profile.supported_paths
    assert "Vehicle.Powertrain.Range" not in profile.supported_paths


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (SPEED + "colour = 1\n", r"Vehicle\.Speed: unknown key 'colour'"),
        (SPEED.replace("Vehicle.Speed", "Vehicle.Sped"), "not in the signal catalogue"),
        (SPEED.replace('"main"', '"other"'), "bus 'other' is not defined"),
        (SPEED.replace("MOTION.Speed", "Speed"), "expected MESSAGE.SIGNAL"),
        (SPEED.replace("MOTION.Speed", "MOTION.Sped"), "'Sped' is not in message 'MOTION'"),
        (SPEED.replace("MOTION.", "MOTON."), "message 'MOTON' is not in the DBC"),
        (SPEED + 'invalid_raw = ["0xZZ"]\n', "invalid_raw.*0xZZ"),
        (SPEED + 'invalid_raw = "sae"\n', "'invalid_raw' is not of type list"),
        (SPEED + "invalid_raw = [true]\n", "'invalid_raw' holds 'True'"),
        (SPEED + 'unit = "kPa"\n', "unit 'kPa' does not convert to 'km/h'"),
        (SPEED + "map = { a = 1 }\n", "key 'a' is not an integer"),
        (SPEED + "map = { 1 = true }\n", "True does not fit type float"),
        (SPEED + "map = { 1 = 301 }\n", "301 does not fit type float"),
        (SPEED + "map = { 1 = 1 }\nfactor = 2\n", "'map' excludes"),
        (SPEED + 'unit = "mph"\nunit_from = { signal = "Valid", map = { 1 = "m" } }\n', "exclude"),
        (
            SPEED + 'unit_from = { signal = "Valid", map = { 1 = "m" } }\n',
            "unit 'm' does not convert to 'km/h'",
        ),
        (SPEED.replace("Vehicle.Speed", "Vehicle.VehicleIdentification.VIN"), "needs 'map'"),
        (SPEED.replace("Vehicle.Speed", "Vehicle.Diagnostics.DTCList"), "a list is no signal"),
        (SPEED + "factor = true\n", "'factor' is not of type float"),
        (SPEED + "period_ms = 0\n", "'period_ms' must be positive"),
        (SPEED + 'valid_if = { signal = "No", equals = 1 }\n', "'No' is not in message"),
        (SPEED + "mux = { Nope = 1 }\n", "'Nope' is not in message"),
        (SPEED + SPEED, "two sources of the same priority"),
        ('[[message]]\nbus = "main"\nname = "NOPE"\n', "NOPE: not in the DBC"),
        ('[[message]]\nbus = "main"\nid = "0x7"\n', "0x7: not in the DBC"),
        ('[[message]]\nbus = "main"\n', "give 'name' or 'id'"),
        (GEAR + "event = true\nperiod_ms = 5\n", "exclude"),
        (
            GEAR + 'checksum = { type = "md5", signal = "Crc" }\n',
            "expected one of sum8",
        ),
        ('[[nonsense]]\nname = "x"\n', "unknown key 'nonsense'"),
        (SPEED + GEAR + GEAR, "the message has two"),
        (GEAR + 'length = "min"\nmin_length = 0\n', "'min_length' must be positive"),
        (GEAR + "min_length = 2\n", "'min_length' needs length"),
        (SELECTOR + GEAR + 'length = "min"\nmin_length = 5\n', "more than its 4 bytes"),
        (
            SELECTOR + GEAR + 'length = "min"\nmin_length = 1\n'
            'counter = { signal = "Count", modulo = 16 }\n',
            "counter: 'Count' is not within 'min_length'",
        ),
        (
            SELECTOR + GEAR + 'counter = { signal = "Count", modulo = 17 }\n',
            "counter: 'Count' cannot count to 17",
        ),
        (
            SELECTOR + GEAR + 'counter = { signal = "Nope", modulo = 16 }\n',
            "counter: signal 'Nope' is not in message 'GEAR'",
        ),
        (
            SELECTOR + GEAR + 'checksum = { type = "sum8", signal = "Count" }\n',
            "checksum: 'Count' is not one whole byte",
        ),
        (
            SELECTOR + GEAR + 'checksum = { type = "crc16", signal = "Crc", poly = 0x1021 }\n',
            "checksum: 'Crc' is not two whole bytes",
        ),
        (
            GEAR + 'checksum = { type = "crc16", signal = "Crc", poly = 0x11021 }\n',
            "do not fit type 'crc16'",
        ),
        (GEAR + 'checksum = { type = "crc8", signal = "Crc" }\n', "'poly' is missing"),
        (
            GEAR + 'checksum = { type = "crc8", signal = "Crc", poly = 7, prefix = [256] }\n',
            "'prefix' is not a list of bytes",
        ),
        (SPEED.replace("MOTION.Speed", "GEAR.Brake"), "the DBC gives no unit"),
        (DERIVED + 'op = "mean"\ninputs = []\n', "0 inputs"),
        (
            DERIVED + 'op = "mean"\ninputs = ["Vehicle.Speed"]\n',
            "depends on itself",
        ),
        (
            DERIVED + 'op = "sum"\ninputs = ["main:MOTION.Fuel"]\n',
            "unit 'percent' of 'main:MOTION.Fuel' does not convert",
        ),
        (
            DERIVED + 'op = "turn"\ninputs = ["Vehicle.Speed"]\n',
            "'op' is 'turn'",
        ),
        (
            DERIVED + 'op = "mean"\ninputs = ["Vehicle.TraveledDistance"]\n',
            "'Vehicle.TraveledDistance' is not mapped",
        ),
    ],
)
def test_a_fault_refuses_the_profile(tmp_path: Path, body: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words) as caught:
        load_plan(load_profile(write_profile(tmp_path, body)), None)
    assert "profile.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("head", "words"),
    [
        (HEAD.replace("small-car", "other-car"), "not the folder's name"),
        (HEAD.replace("vehicle-profile/1", "vehicle-profile/9"), "vehicle-profile/9"),
        (HEAD.replace('"electric"', '"steam"'), "'powertrain' is 'steam'"),
        (HEAD.replace('dbc = ["small.dbc"]', 'dbc = ["none.dbc"]'), "'none.dbc' is not in .*--dbc"),
        (HEAD + "fd = 1\n", "main: 'fd' is not of type bool"),
        (HEAD.replace("has_park = true", 'has_park = true\nvin_ids = ["0x20000000"]'), "'vin_ids'"),
        (HEAD.replace("has_park = true", 'has_park = true\nvin_ids = ["VIN"]'), "'vin_ids' is not"),
        (HEAD.replace("has_park = true", "has_park = true\nvin_ids = [1716]"), "'vin_ids' is not"),
        (HEAD + '[[bus]]\nname = "main"\ndbc = ["small.dbc"]\n', "'main' is used twice"),
        ("schema = ", "not TOML"),
    ],
)
def test_a_fault_of_the_head(tmp_path: Path, head: str, words: str) -> None:
    with pytest.raises(HabitacleError, match=words):
        load_profile(write_profile(tmp_path, head=head))


def test_a_dbc_is_found_by_file_folder_and_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    car, away = write_profile(tmp_path), tmp_path / "away"
    away.mkdir()
    (car / "small.dbc").rename(away / "small.dbc")
    for places in ([away], [away / "small.dbc"]):
        assert load_profile(car, places).buses[0].dbc == (away / "small.dbc",)
    with pytest.raises(HabitacleError, match=r"small\.dbc"):
        load_profile(car)
    monkeypatch.setenv("HABITACLE_DBC_PATH", str(away))
    assert load_profile(car).buses[0].dbc == (away / "small.dbc",)


def test_an_unreadable_dbc_is_one_sentence(tmp_path: Path) -> None:
    profile = load_profile(write_profile(tmp_path, dbc="BO_ nonsense"))
    with pytest.raises(HabitacleError, match=r"small\.dbc cannot be read") as caught:
        load_plan(profile, None)
    assert "\n" not in str(caught.value)


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    car = write_profile(tmp_path, head=HEAD.replace('["small.dbc"]', '["small.dbc", "b.dbc"]'))
    (car / "b.dbc").write_text(DBC.replace("MOTION", "MOVING"), "utf-8")
    with pytest.raises(HabitacleError, match="0x100 is both MOTION and MOVING"):
        load_plan(load_profile(car), None)


def test_time_outs_of_the_plan(tmp_path: Path) -> None:
    plan = load_plan(load_profile(write_profile(tmp_path)), None)
    times = {
        s.path.removeprefix("Vehicle."): s.timeout_ms
        for m in plan.messages
        for v in m.variants
        for s in v.signals
    }
    assert times["Speed"] == 500
    assert times["Body.Hood.IsOpen"] is None
    assert times["Chassis.Axle.Row1.Wheel.Left.Tire.Pressure"] == 1500


def test_two_files_with_one_message_name_are_refused(tmp_path: Path) -> None:
    car = write_profile(tmp_path, head=HEAD.replace('["small.dbc"]', '["small.dbc", "b.dbc"]'))
    (car / "b.dbc").write_text(DBC.replace("BO_ 25", "BO_ 65"), "utf-8")
    with pytest.raises(HabitacleError, match="two DBC files define a message 'MOTION'"):
        load_plan(load_profile(car), None)


def test_vin_ids_reach_the_plan(tmp_path: Path) -> None:
    head = HEAD.replace("has_park = true", 'has_park = true\nvin_ids = ["0x6B4", "0x18FEEC00"]')
    assert load_plan(load_profile(write_profile(tmp_path, head=head)), None).vin_ids == (
        0x6B4,
        0x18FEEC00,
    )


def test_nothing_unknown_slips_into_the_body() -> None:
    assert BODY.count("[[signal]]") == 10
