"""The e-Golf's profile: the synthetic log of a parked car, and frames by hand."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.adapters.can.plan import Plan
from tests.adapters.can.profile_rows import log_rows, of, shipped_plan, stale, values, write_log

TB = "Powertrain.TractionBattery"
FOLDER = "can/vw_egolf_ovms"


@pytest.fixture
def plan(shared_data: Callable[[str], Path]) -> Plan:
    return shipped_plan("vw-egolf", shared_data(f"{FOLDER}/vwegolf.dbc"))


def test_the_parked_car(plan: Plan, shared_data: Callable[[str], Path]) -> None:
    rows = log_rows(plan, shared_data(f"{FOLDER}/kcan-synthetic.crtd"))
    found = {row.signal.removeprefix("Vehicle."): row.value for row in rows}
    wanted = {
        "Speed": 0.0,
        "Powertrain.Transmission.SelectedGear": 126,
        f"{TB}.StateOfCharge.Displayed": 60.5,
        f"{TB}.CurrentVoltage": 355.0,
        f"{TB}.CurrentCurrent": 0.0,
        f"{TB}.CurrentPower": 0.0,
        f"{TB}.Charging.IsCharging": False,
        f"{TB}.Charging.ChargingPort.AnyPosition.IsChargingCableConnected": False,
        f"{TB}.Charging.TimeToComplete": 0,
        "Cabin.Door.Row1.DriverSide.IsOpen": False,
        "Cabin.Door.Row2.PassengerSide.IsLocked": True,
        "Body.Trunk.Rear.IsOpen": False,
    }
    assert found | wanted == found
    assert found["CurrentLocation.Latitude"] == pytest.approx(52.5163)
    assert found["CurrentLocation.Longitude"] == pytest.approx(13.3777)
    assert stale(rows) == []


def test_start_up_code_is_no_charge(plan: Plan, tmp_path: Path) -> None:
    log = write_log(
        tmp_path,
        "1.00 can3 131#000000FE00000000",
        "1.30 can3 131#000000FF00000000",
        "1.60 can3 131#000000A000000000",
    )
    rows = of(log_rows(plan, log), f"{TB}.StateOfCharge.Displayed")
    assert [(r.value, r.validity.value, r.reason.value) for r in rows[:2]] == [
        (None, "invalid", "sna")
    ] * 2
    assert rows[2].value == 80.0


def test_charging_is_positive(plan: Plan, tmp_path: Path) -> None:
    raw = (2047 - 100) << 12 | 1600 << 24
    log = write_log(tmp_path, f"1.0 can3 191#{raw.to_bytes(8, 'little').hex()}")
    rows = log_rows(plan, log)
    assert values(rows, f"{TB}.CurrentCurrent") == [100.0]
    assert values(rows, f"{TB}.CurrentVoltage") == [400.0]
    assert values(rows, f"{TB}.CurrentPower") == [40_000.0]


def test_gear_codes_and_clamps(plan: Plan, tmp_path: Path) -> None:
    gears = [f"{n / 10} can2 187#0000{n:02X}0000000000" for n in range(1, 8)]
    clamps = [f"0.8{n} can2 3C0#0000{n:02X}0000000000" for n in range(4)]
    rows = log_rows(plan, write_log(tmp_path, *gears, *clamps))
    selected = values(rows, "Powertrain.Transmission.SelectedGear")
    assert selected == [None, 126, -1, 0, 127, 127, None]
    assert values(rows, "LowVoltageSystemState") == ["OFF", "ACC", "ON", "ON"]


def test_odometer_range_and_outside_temperature(plan: Plan, tmp_path: Path) -> None:
    log = write_log(
        tmp_path,
        f"1.0 can3 6B7#{(12_345 | (25 + 50) * 2 << 56).to_bytes(8, 'little').hex()}",
        f"1.1 can3 5F5#{(180 << 29).to_bytes(8, 'little').hex()}",
        f"2.0 can3 6B7#{(0xFFFFE | 0xFE << 56).to_bytes(8, 'little').hex()}",
    )
    rows = log_rows(plan, log)
    assert values(rows, "TraveledDistance") == [12_345_000, None]
    assert values(rows, "Exterior.AirTemperature") == [25.0, None]
    assert values(rows, f"{TB}.Range") == values(rows, "Powertrain.Range") == [180_000]


def test_west_of_greenwich(plan: Plan, tmp_path: Path) -> None:
    raw = 48_390_000 | 4_486_000 << 27 | 1 << 56
    rows = log_rows(plan, write_log(tmp_path, f"1.0 can3 486#{raw.to_bytes(8, 'little').hex()}"))
    assert values(rows, "CurrentLocation.Longitude")[-1] == pytest.approx(-4.486)
    assert values(rows, "CurrentLocation.Latitude")[-1] == pytest.approx(48.39)
