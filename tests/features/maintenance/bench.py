"""The maintenance service on a fake car."""

from pathlib import Path

from app.features.maintenance.domain import Alert
from app.features.maintenance.domain.constants import (
    VehicleModel,
    parse_tyre_rules,
    parse_vehicle_model,
)
from app.features.maintenance.domain.tyres import Wheel
from app.features.maintenance.ports import Ports
from app.features.maintenance.service import MaintenanceService
from tests.fakes.alerts import FakeAlertStore
from tests.fakes.car import FakeCar

MODELS = Path("assets/models/maintenance")
RULES = parse_tyre_rules((MODELS / "maint-2026.1.json").read_text(encoding="utf-8"))
EV = parse_vehicle_model((MODELS / "vehicles/habitacle-ev.json").read_text(encoding="utf-8"))
RL = Wheel.REAR_LEFT
PRESSURE = f"{RL.path}.Tire.Pressure"


class Bench:
    """The service on a fake car, at one reading a second."""

    def __init__(
        self,
        store: FakeAlertStore | None = None,
        *,
        start: bool = True,
        model: VehicleModel | None = EV,
    ) -> None:
        self.car = FakeCar()
        self.store = store or FakeAlertStore()
        self.workshop: str | None = None
        ports = Ports(
            self.car.service,
            self.store,
            self.car.clock,
            lambda: self.workshop,
            lambda call: call(),
        )
        self.service = MaintenanceService(ports, RULES, model)
        if start:
            self.service.start()

    def hold(self, kpa: float, seconds: int = 5, celsius: float = 20.0) -> None:
        for _ in range(seconds):
            self.car.clock.advance(1)
            self.car.tyres({w: kpa if w is RL else 250 for w in Wheel}, celsius)

    def leak(self, start: float, stop: float, per_min: float = 60) -> None:
        kpa = start
        while kpa > stop:
            kpa = max(stop, kpa - per_min / 60)
            self.hold(round(kpa), 1)

    @property
    def alerts(self) -> list[Alert]:
        return list(self.service.open_alerts)
