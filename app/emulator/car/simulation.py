"""Car, driver and frames without thread or socket: what one step of 10 ms puts on the buses."""

from collections.abc import Mapping
from pathlib import Path

from app.emulator.car.buses import Bus
from app.emulator.car.controls import Controls
from app.emulator.car.drivers import Driver
from app.emulator.car.ecu_table import load_ecus
from app.emulator.car.ecus import Ecus
from app.emulator.car.faults import Faults
from app.emulator.car.frames import SentFrame
from app.emulator.car.layout import load_encoders
from app.emulator.car.model import load_model
from app.emulator.car.physics import DT_S, Car
from app.emulator.car.schedule import STEP_MS
from app.emulator.car.settings import WHEELS, Settings
from app.emulator.car.sleep import Sleep

__all__ = ["STEP_MS", "SentFrame", "Simulation"]


class Simulation:
    """Deterministic: the same controls at the same steps give the same frames.

    Only the consecutive frames of a diagnostic answer keep the real time that a tester asks for.
    """

    def __init__(self, profile_dir: Path) -> None:
        model = load_model(profile_dir / "model.toml")
        start, table = model.start, load_ecus(profile_dir)
        names = [ecu.name for ecu in table.ecus]
        self.controls = Controls(
            Settings(start.ambient_c, start.light_percent, start.charge_limit * 100.0), names
        )
        self.car = Car(model, self.controls.settings)
        self.ecus = Ecus(table, model.diagnostics)
        self._driver = Driver(model)
        self._sleep = Sleep(model.sleep, self.controls.settings)
        self.encoders = load_encoders(profile_dir)
        disturbances = model.disturbances
        usual_s = {"crank": disturbances.crank_s, "wake": disturbances.wake_s}
        self.faults = Faults(self.encoders, names, usual_s)
        self._buses = {
            name: Bus(name, encoders, model.start_up, disturbances)
            for name, encoders in self.encoders.items()
        }

    @property
    def asleep(self) -> bool:
        """Whether the buses sleep because the car is at rest."""
        return self._sleep.asleep

    def announce(self, bus: str) -> None:
        """Send the event messages of *bus* at its next step: somebody may have missed them."""
        self._buses[bus].announce()

    def step(self) -> Mapping[str, list[SentFrame]]:
        """Advance by `STEP_MS`; the frames of each bus in order of their ids."""
        car, settings = self.car, self.controls.settings
        for act in self.controls.take():
            act(car)
        car.effects = self.faults.effects
        car.step(settings, self._driver.demand(car, settings))
        now_ms = car.steps * STEP_MS
        self.faults.elapse(DT_S)
        self._wake_tyres()
        self._sleep.step(settings, charging=car.charging_w > 0.0, dt_s=DT_S)
        asleep = self._sleep.asleep
        frames = {
            name: bus.step(car, self.faults, now_ms, asleep=asleep)
            for name, bus in self._buses.items()
        }
        if self.ecus.bus in frames:
            awake = not self._buses[self.ecus.bus].quiet
            frames[self.ecus.bus] += self.ecus.step(car, awake=awake)
        return frames

    def _wake_tyres(self) -> None:
        """The sensors of wheels that turn fast enough report again."""
        car = self.car
        if any(car.effects.tyres_asleep) and (
            car.speed_kmh >= car.model.disturbances.tyre_wake_kmh
        ):
            for wheel in WHEELS:
                self.faults.clear("tyre_asleep", wheel)
