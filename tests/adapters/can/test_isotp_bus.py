"""Payloads in pieces as frames of a bus of their own, and long J1939 messages."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.adapters.can.rows import ProfileRows
from app.core.errors import HabitacleError
from tests.adapters.can.diag_car import ENGINE, SPEED, DiagCar, write

UDS_DBC = """VERSION ""

BO_ 1979 CLIMATE: 12 XXX
 SG_ Did : 23|16@0+ (1,0) [0|0] "" XXX
 SG_ Outside : 32|8@1+ (0.5,-40) [0|0] "degC" XXX
 SG_ Voltage : 71|16@0+ (0.01,0) [0|0] "V" XXX

BO_ 2028 BATTERY: 10 XXX
 SG_ Soc : 40|8@1+ (0.5,0) [0|0] "%" XXX
"""
UDS = """
[[isotp]]
name = "uds"
bus = "obd"
id = ["0x7BB", "0x7EC"]
dbc = "uds.dbc"
lead_bytes = 1
[[message]]
bus = "uds"
name = "CLIMATE"
period_ms = 1000
[[signal]]
path = "Vehicle.Exterior.AirTemperature"
bus = "uds"
source = "CLIMATE.Outside"
[[signal]]
path = "Vehicle.LowVoltageBattery.CurrentVoltage"
bus = "uds"
source = "CLIMATE.Voltage"
[[signal]]
path = "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed"
bus = "uds"
source = "BATTERY.Soc"
"""
SOC = "Powertrain.TractionBattery.StateOfCharge.Displayed"
VOLTAGE = "LowVoltageBattery.CurrentVoltage"


def isotp_car(folder: Path, body: str = UDS) -> DiagCar:
    car = write(folder, body)
    (car / "uds.dbc").write_text(UDS_DBC, "utf-8")
    return DiagCar(load_plan(load_profile(car), None))


def test_payloads_are_frames_of_their_bus(tmp_path: Path) -> None:
    car = isotp_car(tmp_path)
    car.hear(0x7BB, "100A6201005E0000", "210004CEAAAAAAAA")
    assert f"Vehicle.{SOC}" not in car.known
    car.hear(0x7EC, "07620101FF640000")
    assert car.state("Exterior.AirTemperature") == (7.0, "valid", "")
    assert car.state(SOC) == (50.0, "valid", "")
    assert car.intake.counts.as_dict()["payloads"] == 2
    assert car.feed.stats()["obd"]["unknown_id"] == 0


def test_a_shorter_payload_updates_what_lies_wholly_inside(tmp_path: Path) -> None:
    car = isotp_car(tmp_path)
    car.hear(0x7BB, "100A6201005E0000", "210004CEAAAAAAAA")
    assert car.state(VOLTAGE)[:2] == (12.3, "valid")
    car.hear(0x7BB, "056201007C00AAAA")
    assert car.state("Exterior.AirTemperature") == (22.0, "valid", "")
    assert car.known[f"Vehicle.{VOLTAGE}"].value == 12.3
    car.hear(0x7BB, "03620100AAAAAAAA")
    assert car.state("Exterior.AirTemperature") == (22.0, "valid", "")
    assert (car.intake.counts.long, car.intake.counts.short) == (0, 0)


def test_time_out_by_its_period_and_silence_of_its_bus(tmp_path: Path) -> None:
    car = isotp_car(tmp_path)
    car.hear(0x7BB, "056201005E00AAAA")
    car.hear(0x7EC, "07620101FF640000")
    car.beat(3000)
    assert car.state("Exterior.AirTemperature") == (None, "stale", "timeout")
    assert car.state(SOC) == (50.0, "valid", "")
    car.beat(60_000)
    assert car.state(SOC) == (None, "stale", "bus_silent")


def test_pieces_do_not_outlive_a_reconnection(tmp_path: Path) -> None:
    car = isotp_car(tmp_path)
    car.hear(0x7BB, "100A6201005E0000")
    car.intake.opened(car.clock.ns)
    car.hear(0x7BB, "21000004CEAAAAAA")
    assert f"Vehicle.{VOLTAGE}" not in car.known


def test_diagnostics_and_a_bus_of_payloads_share_an_identifier(tmp_path: Path) -> None:
    body = UDS + ENGINE.replace("0x7E8", "0x7BB") + SPEED
    car = isotp_car(tmp_path, body)
    car.hear(0x7BB, "03410D30AAAAAAAA", "056201005E00AAAA")
    assert car.state("Speed") == (48, "valid", "")
    assert car.state("Exterior.AirTemperature") == (7.0, "valid", "")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('bus = "obd"', 'bus = "can9"', r"\[\[isotp\]\] uds.*bus 'can9' is not defined"),
        ('name = "uds"', 'name = "obd"', "the name is that of a bus"),
        ('"uds.dbc"', '"other.dbc"', "DBC file 'other.dbc' is not in"),
        ('["0x7BB", "0x7EC"]', '"0x7BB"', "message 'BATTERY' is not in the DBC of bus 'uds'"),
        ('["0x7BB", "0x7EC"]', '["brake"]', "'id' is 'brake', expected a text"),
        ('["0x7BB", "0x7EC"]', "5", "'id' is neither a string nor a list of strings"),
        ("lead_bytes = 1", "lead_bytes = 99", "'lead_bytes' is 99, expected 0 to 16"),
        ("lead_bytes = 1", "lead = 1", "unknown key 'lead'"),
        (
            "[[message]]",
            '[[isotp]]\nname="uds"\nbus="obd"\nid="0x1"\ndbc="uds.dbc"\n[[message]]',
            "two",
        ),
    ],
)
def test_a_fault_refuses_the_profile(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in UDS
    with pytest.raises(HabitacleError, match=message):
        isotp_car(tmp_path, UDS.replace(old, new, 1))


def test_the_recorded_log(tmp_path: Path, shared_data: Callable[[str], Path]) -> None:
    folder = "can/css_nissan_leaf_uds"
    log = shared_data(f"{folder}/17BD1DB7_00000170.log.gz")
    body = f"""
[[isotp]]
name = "uds"
bus = "obd"
id = ["0x7BB", "0x7EC"]
dbc = ["{shared_data(f"{folder}/tp_uds.dbc")}"]
lead_bytes = 1
[[signal]]
path = "Vehicle.{SOC}"
bus = "uds"
source = "Battery.M_SID_0x220101_StateOfChargeBMS"
[[signal]]
path = "Vehicle.Exterior.AirTemperature"
bus = "uds"
source = "Temperature.M_SID_0x220100_OutdoorTemp"
unit = "Celsius"
[[signal]]
path = "Vehicle.Powertrain.TractionBattery.Temperature.Average"
bus = "uds"
source = "Temperature.M_SID_0x220100_IndoorTemp"
mux = {{ response = 256 }}
"""
    source = ProfileRows(load_plan(load_profile(write(tmp_path, body)), None), {"can0": "obd"})
    rows = [row for row in source.rows(LogReader(log), 0) if row.value is not None]
    assert Counter((row.signal.split(".")[-1], row.value, row.bus) for row in rows) == {
        ("Displayed", 50.0, "uds"): 120,
        ("AirTemperature", 7.0, "uds"): 150,
        ("Average", 24.5, "uds"): 150,
    }
    counts = source.counts()
    assert (counts["frames"], counts["payloads"], counts["decoded"]) == (2010, 270, 270)
    assert counts["transport_lost"] == 30


def test_a_multiplexer_value_that_cannot_be_needs_another_condition(
    tmp_path: Path, shared_data: Callable[[str], Path]
) -> None:
    body = f"""
[[isotp]]
name = "uds"
bus = "obd"
id = "0x7BB"
dbc = "{shared_data("can/css_nissan_leaf_uds/tp_uds.dbc")}"
[[signal]]
path = "Vehicle.Exterior.AirTemperature"
bus = "uds"
source = "Temperature.M_SID_0x220100_IndoorTemp"
"""
    with pytest.raises(HabitacleError, match="service = 256, which never happens; say 'mux'"):
        load_plan(load_profile(write(tmp_path, body)), None)


def test_a_long_j1939_message(tmp_path: Path) -> None:
    dbc = """VERSION ""

BO_ 2566845950 LEVELS: 12 XXX
 SG_ Voltage : 80|16@1+ (0.05,0) [0|0] "V" XXX
"""
    body = f"""
[[signal]]
path = "Vehicle.{VOLTAGE}"
bus = "obd"
source = "LEVELS.Voltage"
"""
    folder = write(tmp_path, body, dbc)
    file = folder / "profile.toml"
    file.write_text(file.read_text().replace("silence_ms", "j1939 = true\nsilence_ms"), "utf-8")
    car = DiagCar(load_plan(load_profile(folder), None))
    car.hear(0x1CECFF21, "200C0002FF" + "F5FE00", flags=EXTENDED)
    car.hear(0x1CEBFF21, "0100000000000000", "0200000018010000", flags=EXTENDED)
    assert car.state(VOLTAGE) == (14.0, "valid", "")
    assert car.intake.counts.payloads == 1
    car.hear(0x1CECFF21, "200C0002FF" + "F5FE00", flags=EXTENDED)
    car.hear(0x1CEBFF21, "0200000018010000", flags=EXTENDED)
    assert car.intake.counts.transport_lost == 1
