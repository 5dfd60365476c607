"""The emulator's parts with their adapters: the simulated car, a broker, the cloud, the HMI."""

import os
import secrets
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app import __version__
from app.adapters.can.profile import load_profile
from app.adapters.mqtt.client import MqttClient
from app.core.clock import Clock
from app.emulator.broker import Broker
from app.emulator.car.car import SimulatedCar
from app.emulator.cloud import Cloud, Received, desk_signer, load_examples, pinned_file
from app.emulator.hands import Hands
from app.emulator.hmi_process import HmiProcess
from app.emulator.supervisor import Part, Parts, Supervisor
from app.emulator.trace import About, Tracer, TraceWriter
from app.features.sync.contract_files import load_contract
from app.main.paths import ASSETS, ROOT

VEHICLE = "habitacle-ev"
_PROFILE = ASSETS / "vehicles" / VEHICLE


@dataclass(frozen=True, slots=True)
class HmiOptions:
    """How the HMI's own process is started: extra arguments and its environment.

    With *hands* it is a developer's HMI that can be seen and touched by `Desk.hands`.
    """

    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    hands: bool = False


class Desk:
    """A supervised emulator; *hmi* None leaves the HMI out, for tests that bring their own.

    The cloud's signing key is kept in *keys*, made at the first start; without that folder the
    cloud signs nothing.
    """

    def __init__(
        self,
        clock: Clock,
        hmi: HmiOptions | None,
        broker_port: int | None,
        keys: Path | None = None,
    ) -> None:
        self.car = SimulatedCar(_PROFILE, clock)
        self._clock = clock
        self._tracers: list[Tracer] = []
        self.cloud: Cloud | None = None
        self._hmi = hmi
        self._process: HmiProcess | None = None
        self.hands = Hands() if hmi is not None and hmi.hands else None
        self._keys = keys
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

    @property
    def trust(self) -> tuple[str, ...]:
        """The words by which an HMI is told to obey this cloud."""
        return () if self._keys is None else ("--issuer-keys", str(pinned_file(self._keys)))

    def trace(self, path: Path) -> Tracer:
        """Begin to record everything into *path*, until its `stop`. The desk must have started.

        HabitacleError when it cannot be written there.
        """
        about = About(__version__, VEHICLE, sorted(self.car.channels), self._clock.utc())
        vin_ids = load_profile(_PROFILE).vin_ids
        port = MqttClient(self.supervisor.broker.url, f"trace-{secrets.token_hex(4)}")
        tracer = Tracer(TraceWriter(path, about), self.car, port, self.hands, vin_ids)
        tracer.start()
        self._tracers.append(tracer)
        return tracer

    def note(self, verb: str, value: object) -> None:
        """The tester does something, in the words of a scenario's step; for the traces."""
        for tracer in self._tracers:
            tracer.note(verb, value)

    def kill_hmi(self) -> None:
        """End the HMI at once, as a crash would; `Supervisor.hmi_ended` says nothing of it."""
        self._running().take_down(kill=True)

    def start_hmi(self) -> None:
        """Start the HMI again over the same data, after `kill_hmi`."""
        self._running().start()

    def restart_hmi(self, *, kill: bool = False) -> None:
        """End the HMI, cleanly or as a crash would, and start it again over the same data."""
        self._running().restart(kill=kill)

    def _running(self) -> HmiProcess:
        if self._process is None:
            raise RuntimeError("this desk has started no HMI")
        return self._process

    def _make_cloud(self, url: str) -> Part:
        folder = ASSETS / "contract"
        signer = None if self._keys is None else desk_signer(self._keys)
        self.cloud = Cloud(MqttClient(url, "cloud"), load_contract(folder), signer=signer)
        self.cloud.examples = load_examples(folder)
        return self.cloud

    def _make_hmi(self, told: Sequence[str]) -> HmiProcess:
        options = self._hmi or HmiOptions(())
        command = [sys.executable, "-m", "app", "run", "--vehicle", VEHICLE, *told, *self.trust]
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "PYTHONPATH": path, **options.environment}
        self._process = HmiProcess([*command, *options.arguments], environment, self.hands)
        return self._process


def emulator_dir(base: Path) -> Path:
    """Where the emulator keeps the HMI's data, beside the product's own."""
    return base / "emulator"
