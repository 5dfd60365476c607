import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.emulator.car import SimulatedCar
from app.emulator.car.simulation import Simulation

PROFILE = Path(__file__).parents[3] / "assets" / "vehicles" / "habitacle-ev"
PATIENCE_S = 10.0

Wait = Callable[[Callable[[], bool]], None]


class RealClock:
    """The machine's clock; the car paces itself by it."""

    trusted = True

    def monotonic_ns(self) -> int:
        return time.monotonic_ns()

    def utc(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture(scope="session")
def profile_dir() -> Path:
    return PROFILE


@pytest.fixture
def simulation(profile_dir: Path) -> Simulation:
    return Simulation(profile_dir)


@pytest.fixture
def stopped_car(profile_dir: Path) -> Iterator[SimulatedCar]:
    car = SimulatedCar(profile_dir, RealClock())
    yield car
    car.stop()


@pytest.fixture
def car(stopped_car: SimulatedCar) -> SimulatedCar:
    stopped_car.start()
    return stopped_car


@pytest.fixture
def wait() -> Wait:
    """Return when a condition holds; fail after 10 s."""

    def until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        tick = threading.Event()
        while not condition():
            assert time.monotonic() < deadline, "the condition never held"
            tick.wait(0.005)

    return until
