"""The product's own car loads and is complete enough for the screens."""

from pathlib import Path

from app.adapters.can.frame import Frame
from app.adapters.can.model import SignalModel
from app.adapters.can.plan import load_plan
from app.adapters.can.profile import load_profile
from app.emulator.car.simulation import STEP_MS, Simulation

OWN_CAR = Path(__file__).resolve().parents[3] / "assets" / "vehicles" / "habitacle-ev"


def conflicts(seconds: int, *, senders: int) -> int:
    """Frames in conflict while *senders* send all that the simulated car sends."""
    simulation = Simulation(OWN_CAR)
    model = SignalModel(load_plan(load_profile(OWN_CAR), None))
    for ms in range(0, seconds * 1000, STEP_MS):
        for bus, frames in simulation.step().items():
            for frame in frames * senders:
                t_ns = 10**12 + ms * 1_000_000
                model.intakes[bus].receive(Frame(t_ns, bus, frame.can_id, 0, frame.data))
    return sum(intake.counts.conflict for intake in model.intakes.values())


def test_it_loads(tmp_path: Path) -> None:
    profile = load_profile(OWN_CAR)
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


def test_one_car_is_no_conflict_and_two_are() -> None:
    assert conflicts(10, senders=1) == 0
    assert conflicts(2, senders=2) > 0
