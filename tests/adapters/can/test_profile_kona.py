"""The Kona's profile: a parked car, diagnostic answers to another tool, and frames by hand."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from app.adapters.can.logs.reader import LogReader
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.main import signals_cmd
from tests.adapters.can.profile_rows import (
    SECOND_NS,
    VEHICLES,
    log_rows,
    of,
    shipped_plan,
    stale,
    values,
    write_log,
)

FOLDER = "can/hyundai_kona_ev_2019_2021"
PARKED = f"{FOLDER}/221217-1-2021-pcan-bcan-no-key.csv"
SCAN = f"{FOLDER}/221210-2-2021-dcan-car-scanner-elm327-vcu-mcu-only.csv"
ANSWERS = "can/css_nissan_leaf_uds"
GEAR = "Powertrain.Transmission.SelectedGear"
TB = "Powertrain.TractionBattery"


@pytest.fixture
def plan(shared_data: Callable[[str], Path]) -> Plan:
    return shipped_plan("hyundai-kona-ev", shared_data(FOLDER), shared_data(ANSWERS))


@pytest.mark.parametrize(
    ("label", "dbc", "counts"),
    [("0", "pcan_cantools.dbc", (8969, 31, 8248)), ("1", "bcan_cantools.dbc", (5325, 36, 1602))],
)
def test_what_the_dbc_knows_of_the_parked_car(
    shared_data: Callable[[str], Path],
    tmp_path: Path,
    label: str,
    dbc: str,
    counts: tuple[int, int, int],
) -> None:
    log, stats = shared_data(PARKED), tmp_path / "stats.json"
    records = [record for record in LogReader(log) if record.channel == label]
    parser = ArgumentParser()
    signals_cmd.add_arguments(parser)
    words = [log, "--channel", f"{label}={shared_data(f'{FOLDER}/{dbc}')}", "--format", "csv"]
    words += ["--only", "nothing", "--stats", stats]
    assert signals_cmd.run(parser.parse_args([str(word) for word in words])) == 0
    decoded = json.loads(stats.read_text())["decoded"]
    assert (len(records), len({record.can_id for record in records}), decoded) == counts


def test_the_parked_car(plan: Plan, shared_data: Callable[[str], Path]) -> None:
    rows = log_rows(plan, shared_data(PARKED))
    start = next(iter(LogReader(shared_data(PARKED)))).t_ns
    assert start / 1e9 == pytest.approx(302.9918)
    assert set(values(rows, "TraveledDistance")) == {14_452_500}
    assert set(values(rows, "LowVoltageSystemState")) == {"OFF"}
    door = of(rows, "Cabin.Door.Row1.DriverSide.IsOpen")
    changes = [b for a, b in pairwise(door) if a.value != b.value]
    assert door[0].value is True
    assert [(round((r.t_ns - start) / 1e9, 4), r.value) for r in changes] == [
        (11.3195, False),
        (26.3103, True),
    ]
    assert stale(rows) == []


def test_what_a_parked_car_does_not_send_is_unknown(
    plan: Plan, shared_data: Callable[[str], Path]
) -> None:
    rows = log_rows(plan, shared_data(PARKED))
    for path in ("Speed", GEAR, f"{TB}.StateOfCharge.Displayed", f"{TB}.CurrentPower"):
        assert of(rows, path) == []
    assert [row for row in rows if row.value is None] == []


def test_the_selector_serves_until_the_drive_is_awake(plan: Plan, tmp_path: Path) -> None:
    shown = [f"1.{n}0 can0 354#0000000000{code:02X}0000" for n, code in enumerate((1, 4, 3, 2, 0))]
    rows = of(log_rows(plan, write_log(tmp_path, *shown)), GEAR)
    assert [row.value for row in rows[::2]] == [126, 127, 0, -1, None]
    assert (rows[-1].validity.value, rows[-1].reason.value) == ("invalid", "sna")


def test_ready_to_drive(plan: Plan, tmp_path: Path) -> None:
    def frame(can_id: int, raw: int, size: int = 8) -> str:
        return f"1.0 can0 {can_id:03X}#{raw.to_bytes(size, 'little').hex()}"

    wheel = 50 * 32
    log = write_log(
        tmp_path,
        frame(902, wheel | wheel << 16 | wheel << 32 | wheel << 48),
        frame(512, 5 << 11 | 1 << 15 | 101 << 16 | 127 << 32),
        frame(688, (-900) & 0xFFFF, 5),
        frame(1346, 181),
        frame(1429, (150 & 0xFFFF) << 32 | 3562 << 48),
        frame(1430, 143 << 8 | 18 << 48 | 20 << 56),
        frame(916, 1 << 11),
    )
    rows = log_rows(plan, log)
    found = {row.signal.removeprefix("Vehicle."): row.value for row in rows}
    wanted = {
        "Speed": 50.0,
        GEAR: 127,
        f"{TB}.Range": 203_000,
        "Powertrain.Range": 203_000,
        "Chassis.Accelerator.PedalPosition": 50,
        "Chassis.SteeringWheel.Angle": -90,
        f"{TB}.StateOfCharge.Displayed": 90.5,
        "LowVoltageBattery.CurrentVoltage": pytest.approx(14.3),
        f"{TB}.CurrentVoltage": pytest.approx(356.2),
        f"{TB}.CurrentCurrent": -15.0,
        f"{TB}.CurrentPower": pytest.approx(-5343),
        f"{TB}.Temperature.Average": 19.0,
        "Body.Lights.Brake.IsActive": "ACTIVE",
        "Chassis.ParkingBrake.IsEngaged": False,
        f"{TB}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected": False,
    }
    assert {path: found.get(path) for path in wanted} == wanted


def test_answers_to_another_tool(plan: Plan, shared_data: Callable[[str], Path]) -> None:
    log = shared_data(f"{ANSWERS}/17BD1DB7_00000170.log.gz")
    rows = log_rows(plan, log, {"can0": "dcan"})
    assert values(rows, "Exterior.AirTemperature") == [7.0] * 150
    # The battery's answers are complete for 241 s only.
    charge = of(rows, f"{TB}.StateOfCharge.Current")
    assert [row.value for row in charge] == [50.0] * 120 + [None]
    assert (charge[-1].t_ns - charge[-2].t_ns, charge[-1].reason.value) == (
        6 * SECOND_NS,
        "timeout",
    )
    assert [row for row in rows if row.value is None] == charge[-1:]


def test_both_multiplexers_lead_to_the_cabin_temperature(
    shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    car = tmp_path / "hyundai-kona-ev"
    car.mkdir()
    text = (VEHICLES / car.name / "profile.toml").read_text("utf-8")
    inside = text.replace('OutdoorTemp"\nunit = "Celsius"', 'IndoorTemp"')
    assert inside != text
    (car / "profile.toml").write_text(inside, "utf-8")
    plan = load_plan(load_profile(car, [shared_data(FOLDER), shared_data(ANSWERS)]), None)
    rows = log_rows(plan, shared_data(f"{ANSWERS}/17BD1DB7_00000170.log.gz"), {"can0": "dcan"})
    found = values(rows, "Exterior.AirTemperature")
    assert (found[0], len(found)) == (24.5, 150)


def test_a_tool_reads_the_trouble_codes(plan: Plan, shared_data: Callable[[str], Path]) -> None:
    frames = [record.data for record in LogReader(shared_data(SCAN))]
    answers = [data for data in frames if data[1:3] == b"\x59\x02"]
    waits = [data for data in frames if data[1] == 0x7F and data[3] == 0x78]
    assert (len(frames), len(answers), len(waits)) == (638, 28, 5)
    rows = log_rows(plan, shared_data(SCAN), {"1": "dcan"})
    records = json.loads(str(values(rows, "Habitacle.DTC.Records")[-1]))
    assert {(item["ecu"], item["code"], item["status"]) for item in records} == {
        ("corner radar", "C1812-87", 0x28),
        ("power steering", "C1812-87", 0x08),
        ("72D", "B1603-00", 0x08),
        ("instruments", "B1001-52", 0x09),
        ("climate", "B1238-13", 0x09),
        ("7AD", "B1603-00", 0x08),
    }
    assert values(rows, "Diagnostics.DTCList")[-1] == ("B1001", "B1238", "B1603", "C1812")
    assert values(rows, "Diagnostics.DTCCount")[-1] == 4
    assert True in values(rows, "Habitacle.Diagnostics.IsTesterConnected")
