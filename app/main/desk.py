"""The emulator's parts with their adapters: the simulated car, a broker, the cloud, the HMI."""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.adapters.mqtt.client import MqttClient
from app.core.clock import Clock
from app.emulator.broker import Broker
from app.emulator.car.car import SimulatedCar
from app.emulator.cloud import Cloud, Received
from app.emulator.guard import GuardedProcess
from app.emulator.supervisor import Part, Parts, Supervisor
from app.features.sync.contract_files import load_contract
from app.main.paths import ASSETS, ROOT

VEHICLE = "habitacle-ev"


@dataclass(frozen=True, slots=True)
class HmiOptions:
    """How the HMI's own process is started: extra arguments and its environment."""

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """A supervised emulator; *hmi* None leaves the HMI out, for tests that bring their own."""

    def __init__(self, clock: Clock, hmi: HmiOptions | None, broker_port: int | None) -> None:
        self.car = SimulatedCar(ASSETS / "vehicles" / VEHICLE, clock)
        self.cloud: Cloud | None = None
        self._hmi = hmi
        self.supervisor = Supervisor(
            Parts(
                broker=Broker(port=broker_port),
                car=self.car,
                cloud=self._make_cloud,
                hmi=self._make_hmi if hmi is not None else None,
            )
        )

    @property
    def received(self) -> tuple[Received, ...]:
        """What the cloud stored so far."""
        return () if self.cloud is None else self.cloud.received

    def _make_cloud(self, url: str) -> Part:
        self.cloud = Cloud(MqttClient(url, "cloud"), load_contract(ASSETS / "contract"))
        return self.cloud

    def _make_hmi(self, told: Sequence[str]) -> GuardedProcess:
        options = self._hmi or HmiOptions(())
        command = [sys.executable, "-m", "app", "run", "--vehicle", VEHICLE, *told]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "PYTHONPATH": path, **options.environment}
        return GuardedProcess([*command, *options.arguments], environment)


def emulator_dir(base: Path) -> Path:
    """Where the emulator keeps the HMI's data, beside the product's own."""
    return base / "emulator"
