"""Car, driver and frames without thread or socket: what one step of 10 ms puts on the buses."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.emulator.car.controls import Controls
from app.emulator.car.drivers import Driver
from app.emulator.car.encoder import Encoder
from app.emulator.car.faults import Faults
from app.emulator.car.layout import load_encoders
from app.emulator.car.messages import CONTENT
from app.emulator.car.model import load_model
from app.emulator.car.physics import Car
from app.emulator.car.settings import Settings

STEP_MS = 10


class SentFrame(NamedTuple):
    """One classic CAN frame of this step."""

    can_id: int
    data: bytes


class Simulation:
    """Deterministic: the same controls at the same steps give the same frames."""

    def __init__(self, profile_dir: Path) -> None:
        model = load_model(profile_dir / "model.toml")
        start = model.start
        self.controls = Controls(
            Settings(start.ambient_c, start.light_percent, start.charge_limit * 100.0)
        )
        self.car = Car(model, self.controls.settings)
        self._driver = Driver(model)
        self.encoders = load_encoders(profile_dir)
        self.faults = Faults(self.encoders)
        self._messages = {
            bus: [_Message(e, index) for index, e in enumerate(encoders)]
            for bus, encoders in self.encoders.items()
        }

    def announce(self, bus: str) -> None:
        """Send the event messages of *bus* at its next step: somebody may have missed them."""
        for message in self._messages[bus]:
            message.last_event = None

    def step(self) -> Mapping[str, list[SentFrame]]:
        """Advance by `STEP_MS`; the frames of each bus in order of their ids."""
        settings = self.controls.settings
        for act in self.controls.take():
            act(self.car)
        self.car.step(settings, self._driver.demand(self.car, settings))
        now_ms = self.car.steps * STEP_MS
        self.faults.elapse(STEP_MS / 1000.0)
        return {bus: self._due(bus, now_ms) for bus in self._messages}

    def _due(self, bus: str, now_ms: int) -> list[SentFrame]:
        frames: list[SentFrame] = []
        if self.faults.silent(bus):
            self.announce(bus)
            return frames
        for message in self._messages[bus]:
            data = message.frame(self.car, self.faults, now_ms)
            if data is not None:
                frames.append(SentFrame(message.encoder.can_id, data))
        return frames


class _Message:
    """Schedule of one message: its period, phase and running number."""

    __slots__ = ("_content", "_count", "_phase_ms", "encoder", "last_event")

    def __init__(self, encoder: Encoder, index: int) -> None:
        self.encoder = encoder
        self.last_event: bytes | None = None
        self._content = CONTENT[encoder.name]
        self._count = 0
        self._phase_ms = index * STEP_MS % max(encoder.period_ms, STEP_MS)

    def frame(self, car: Car, faults: Faults, now_ms: int) -> bytes | None:
        """The payload if one leaves now."""
        encoder = self.encoder
        period = encoder.period_ms
        if period and (now_ms - self._phase_ms) % period:
            return None
        if faults.missing(encoder.name):
            self._count += 1
            self.last_event = None
            return None
        values = self._content(car, self._count)
        data = encoder.encode(values, self._count, faults.of(encoder.name))
        if not period:
            if data == self.last_event:
                return None
            self.last_event = data
        self._count += 1
        return data
