"""The running car: pace, state, clean end."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.errors import HabitacleError
from app.emulator.car import SimulatedCar
from app.emulator.car.model import load_model

Wait = Callable[[Callable[[], bool]], None]


def car_threads() -> list[str]:
    names = (thread.name for thread in threading.enumerate())
    return [name for name in names if name.startswith(("simulated-car", "socketcand"))]


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_stop_leaves_no_thread_and_no_socket(stopped_car: SimulatedCar, wait: Wait) -> None:
    before = open_files()
    stopped_car.start()
    assert set(stopped_car.channels) == {"powertrain", "body", "adas"}
    assert len(set(stopped_car.channels.values())) == 3
    wait(lambda: stopped_car.state.time_s > 0.1)
    servers = ["socketcand-adas", "socketcand-body", "socketcand-powertrain"]
    assert sorted(car_threads()) == ["simulated-car", *servers]
    begin = time.monotonic()
    stopped_car.stop()
    assert time.monotonic() - begin < 1.0
    assert car_threads() == []
    assert stopped_car.channels == {}
    assert open_files() == before
    stopped_car.stop()


def test_simulated_time_never_runs_ahead_of_the_clock(car: SimulatedCar, wait: Wait) -> None:
    wait(lambda: car.state.time_s > 0.05)
    begin, first = time.monotonic(), car.state.time_s
    wait(lambda: car.state.time_s >= first + 0.5)
    assert time.monotonic() - begin > 0.45


def test_controls_reach_the_state(car: SimulatedCar, wait: Wait) -> None:
    car.controls.set_soc(42.0)
    car.controls.set_odometer(1234.5)
    car.controls.set_ignition("acc")
    wait(lambda: car.state.ignition.value == "acc")
    state = car.state
    assert state.soc_percent == pytest.approx(42.0, abs=0.01)
    assert state.odometer_km == pytest.approx(1234.5)


def test_controls_from_many_threads_lose_nothing(stopped_car: SimulatedCar) -> None:
    controls = stopped_car.controls
    wheels = ("front_left", "front_right", "rear_left", "rear_right")

    def work(wheel: str) -> None:
        for _ in range(300):
            controls.set_open(wheel, True)
            controls.set_leak(wheel, 2.0)
            controls.set_tyre_pressure(wheel, 200.0)

    threads = [threading.Thread(target=work, args=(wheel,)) for wheel in wheels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert controls.settings.open == set(wheels)
    assert controls.settings.leaks == (2.0,) * 4
    assert len(controls.take()) == 1200
    assert controls.take() == []


def test_without_a_listener_nothing_counts_as_sent(car: SimulatedCar, wait: Wait) -> None:
    wait(lambda: car.state.time_s > 0.2)
    assert car.frames_sent == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("vehicle-model/1", "vehicle-model/9", "schema"),
        ("mass_kg = 1810.0", 'mass_kg = "heavy"', r"body\.mass_kg"),
        ("mass_kg = 1810.0", "mass = 1810.0", "table body"),
        ("[motor]", "[engine]", "unknown tables"),
        ("ocv_soc = [0.0, 0.05", "ocv_soc = [0.0, 0.5", r"battery\.ocv"),
        ("[body]", "[body", "cannot be read"),
    ],
)
def test_a_wrong_model_is_refused(
    profile_dir: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = (profile_dir / "model.toml").read_text()
    assert old in text
    path = tmp_path / "model.toml"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(HabitacleError, match=message):
        load_model(path)


def test_a_process_that_was_held_up_repeats_little_and_keeps_its_pace(profile_dir: Path) -> None:
    clock = JumpingClock()
    car = SimulatedCar(profile_dir, clock)
    car.start()
    try:
        clock.ready.wait(10.0)
    finally:
        car.stop()
    steps = round(car.state.time_s * 100)
    assert clock.jumped
    assert clock.before_jump < steps <= clock.before_jump + 12 + clock.after_jump


class JumpingClock:
    """Each look takes 10 ms; once, 60 s are gone between two looks."""

    trusted = True
    before_jump = 50

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.jumped = False
        self.after_jump = 0
        self._looks = 0
        self._now_ns = 0

    def monotonic_ns(self) -> int:
        self._looks += 1
        self._now_ns += 10_000_000
        if self._looks == self.before_jump:
            self._now_ns += 60_000_000_000
            self.jumped = True
        if self.jumped:
            self.after_jump += 1
        if self._looks > 2 * self.before_jump:
            self.ready.set()
        return self._now_ns

    def utc(self) -> datetime:
        return datetime(2026, 6, 1, tzinfo=UTC)
