"""The small car, driven by hand: frames in, batches out, time as the test says."""

from app.adapters.can.feed import Batch, VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan
from app.core.signals import Sample
from tests.fakes.car import ManualClock

MOTION, GEAR, TYRES, STATE = 0x100, 0x101, 0x102, 0x103


class HandCar:
    """A feed without threads; `now` in ms since the bus was opened."""

    def __init__(self, plan: Plan) -> None:
        self.clock = ManualClock()
        self.start_ns = self.clock.ns
        self.feed = VehicleFeed(plan, {}, self.clock)
        self.known: dict[str, Sample] = {}
        (self.intake,) = self.feed._model.intakes.values()
        self.intake.opened(self.clock.ns)

    def at(self, ms: float) -> None:
        self.clock.ns = self.start_ns + round(ms * 1_000_000)

    def send(self, can_id: int, data: bytes, flags: int = 0) -> None:
        self.intake.receive(Frame(self.clock.ns, "main", can_id, flags, data))

    def beat(self) -> Batch | None:
        batch = self.feed.collect()
        if batch is not None:
            self.known.update(batch.samples)
        return batch

    def sample(self, path: str) -> Sample:
        return self.known[f"Vehicle.{path}"]

    def state(self, path: str) -> tuple[object, str, str]:
        sample = self.sample(path)
        return sample.value, sample.state.value, sample.reason.value


def motion(kmh: float, *, ok: bool = True, raw: int | None = None, fuel: float = 50.0) -> bytes:
    """A MOTION frame; *raw* replaces the speed's bit pattern."""
    speed = round(kmh * 100) if raw is None else raw
    return speed.to_bytes(2, "big") + bytes((ok, 0, 0, round(fuel * 2), 0, 0))


def gear(count: int, selector: int = 5, brake: int = 0, *, wrong: bool = False) -> bytes:
    """A GEAR frame with its checksum and counter."""
    body = bytes((count % 16 | selector << 4, brake, 0))
    return bytes(((sum(body) + wrong) & 0xFF,)) + body


def tyre(wheel: int, kpa: int) -> bytes:
    """A TYRES frame of one wheel."""
    return bytes((wheel,)) + kpa.to_bytes(2, "little")


def state(clamp: int, hood: int = 0, soc: float = 80.0) -> bytes:
    """A STATE frame."""
    return bytes((clamp | hood << 2, round(soc * 2)))
