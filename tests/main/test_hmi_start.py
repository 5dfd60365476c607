"""What the HMI does after its first frame, and with a car that is refused then."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtQuick import QQuickItem

from app.core.errors import HabitacleError
from app.main.car import Car, Loaded
from app.main.car_link import live_car
from app.main.channels import VirtualChannel
from app.main.compose import Hmi
from app.main.config import Config, vehicle_dir
from tests.fakes.car import ManualClock


@pytest.fixture
def config(tmp_path: Path) -> Config:
    lab = VirtualChannel("nobody")
    return Config(vehicle_dir("habitacle-ev"), tmp_path, can={"powertrain": lab})


def started(config: Config, car: Car, fatal: Callable[[HabitacleError], None]) -> Hmi:
    hmi = Hmi(config, car, ManualClock(), fatal=fatal)
    hmi.open()
    return hmi


def test_other_screens_open_once_all_is_loaded(config: Config, qtbot: Any) -> None:
    errors: list[HabitacleError] = []
    hmi = started(config, live_car(config, ManualClock()), errors.append)
    try:
        window = hmi.window
        assert window is not None
        assert window.property("complete") is False
        host = window.findChild(QQuickItem, "pageHost")
        assert isinstance(host, QQuickItem)
        window.open("vehicle")  # type: ignore[attr-defined]
        assert host.property("shown") == "home"
        qtbot.waitUntil(lambda: host.property("shown") == "vehicle", timeout=10_000)
        assert window.property("complete") is True
        qtbot.waitUntil(lambda: hmi.features.consent.ready, timeout=10_000)
        assert errors == []
    finally:
        hmi.close()


def test_a_car_refused_after_the_first_frame_ends_the_hmi(config: Config, qtbot: Any) -> None:
    errors: list[HabitacleError] = []
    refusal = HabitacleError("profile.toml: line 1: refused.")

    def load() -> Loaded:
        raise refusal

    facts = live_car(config, ManualClock()).facts
    hmi = started(config, Car(facts, load), errors.append)
    try:
        qtbot.waitUntil(lambda: errors == [refusal], timeout=10_000)
    finally:
        hmi.close()


def test_closing_before_the_first_frame_loads_nothing(config: Config, qtbot: Any) -> None:
    errors: list[HabitacleError] = []
    loads: list[str] = []

    def load() -> Loaded:
        loads.append("loaded")
        raise HabitacleError("closed")

    facts = live_car(config, ManualClock()).facts
    hmi = started(config, Car(facts, load), errors.append)
    hmi.close()
    qtbot.wait(50)
    assert hmi.window is None
    assert (errors, loads) == ([], [])
