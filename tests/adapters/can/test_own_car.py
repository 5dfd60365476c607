"""The product's own car loads and is complete enough for the screens."""

from pathlib import Path

from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile

ASSETS = Path(__file__).resolve().parents[3] / "assets"


def test_it_loads(tmp_path: Path) -> None:
    profile = load_profile(ASSETS / "vehicles" / "habitacle-ev")
    plan = load_plan(profile, tmp_path)
    assert load_plan(profile, tmp_path) == plan
    needed = {
        "Vehicle.Speed",
        "Vehicle.Powertrain.Transmission.SelectedGear",
        "Vehicle.Chassis.ParkingBrake.IsEngaged",
        "Vehicle.Powertrain.TractionBattery.StateOfCharge.Displayed",
        "Vehicle.LowVoltageSystemState",
    }
    assert needed <= profile.supported_paths
