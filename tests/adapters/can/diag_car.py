"""A car whose only bus carries diagnostics: its profile, its frames."""

from pathlib import Path

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from app.core.signals import Sample
from tests.fakes.can import DBC
from tests.fakes.car import ManualClock

HEAD = """schema = "vehicle-profile/1"
id = "diag-car"
version = "1"
vss = "6.0"
[vehicle]
powertrain = "combustion"
driver_side = "left"
has_park = false
[[bus]]
name = "obd"
dbc = ["small.dbc"]
channels = ["can0", "1"]
silence_ms = 60000
"""
ENGINE = """
[diag]
transmit = false
bus = "obd"
[[ecu]]
name = "engine"
request = "0x7E0"
response = "0x7E8"
functional = "0x7DF"
"""
RPM = """
[[request]]
ecu = "engine"
service = 0x01
pid = 0x0C
every_ms = 2000
path = "Vehicle.Powertrain.CombustionEngine.Speed"
decode = { byte = 2, length = 2, factor = 0.25 }
"""
SPEED = """
[[request]]
ecu = "engine"
service = 1
pid = 0x0D
every_ms = 500
path = "Vehicle.Speed"
decode = { byte = 2 }
"""


def write(folder: Path, body: str, dbc: str = DBC) -> Path:
    """The profile folder below *folder*."""
    car = folder / "diag-car"
    car.mkdir(exist_ok=True)
    (car / "profile.toml").write_text(HEAD + body, "utf-8")
    (car / "small.dbc").write_text(dbc, "utf-8")
    return car


def plan_of(folder: Path, body: str) -> Plan:
    """The compiled profile."""
    return load_plan(load_profile(write(folder, body)), None)


class DiagCar:
    """A feed without threads, told frames as hexadecimal text."""

    def __init__(self, plan: Plan) -> None:
        self.clock = ManualClock()
        self.start_ns = self.clock.ns
        self.feed = VehicleFeed(plan, {}, self.clock)
        self.known: dict[str, Sample] = {}
        self.intake = self.feed._model.intakes["obd"]
        self.intake.opened(self.clock.ns)

    def hear(self, can_id: int, *frames: str, flags: int = 0) -> None:
        """Frames, then a beat."""
        for text in frames:
            data = bytes.fromhex(text)
            self.intake.receive(Frame(self.clock.ns, "obd", can_id, flags, data))
        self.beat()

    def beat(self, ms: float | None = None) -> None:
        """Collect, *ms* after the start."""
        if ms is not None:
            self.clock.ns = self.start_ns + round(ms * 1_000_000)
        if (batch := self.feed.collect()) is not None:
            self.known.update(batch.samples)

    def state(self, path: str) -> tuple[object, str, str]:
        sample = self.known[f"Vehicle.{path}"]
        return sample.value, sample.state.value, sample.reason.value
