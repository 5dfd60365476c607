"""A recorded drive of a real car on the same Home, with the same decoder."""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.adapters.can.replay import ReplayClock
from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.main import config as configuration
from app.main import replay_cmd
from app.main.compose import Hmi
from tests.harness.drive import collect_garbage, wait_until
from tests.ui import scene

pytestmark = pytest.mark.journey

RATE = 2.0


@pytest.fixture
def hmi(qapp: QGuiApplication, shared_data: Callable[[str], Path], tmp_path: Path) -> Iterator[Hmi]:
    assert qapp.platformName() == "offscreen"
    log = shared_data("can/toyota_rav4_2017_comma2k19/drive_10s_can0.log")
    dbc = log.with_name("toyota_new_mc_pt_generated.dbc")
    parser = argparse.ArgumentParser()
    replay_cmd.add_arguments(parser)
    words = [str(log), "--vehicle", "toyota-rav4-2017", "--dbc", str(dbc)]
    args = parser.parse_args([*words, "--data-dir", str(tmp_path), "--rate", str(RATE)])
    clock = ReplayClock(SystemClock(), args.rate)
    config = configuration.from_arguments(args)
    errors: list[HabitacleError] = []
    hmi = Hmi(config, replay_cmd.recorded_car(args, config, clock), clock, fatal=errors.append)
    hmi.open()
    hmi.frame.i18n.setLanguage("en")
    yield hmi
    hmi.close()
    del hmi
    collect_garbage()
    assert errors == []


def test_home_shows_the_recorded_car(hmi: Hmi) -> None:
    readings = hmi.views.vehicle.readings
    speed = readings["speed"]
    shown: list[float] = []
    speed.valueChanged.connect(lambda: shown.append(speed.snapshot.value))
    wait_until(lambda: readings["speed"].snapshot.shown, "a speed")
    assert hmi.window is not None
    window = hmi.window

    wait_until(lambda: readings["odometer"].snapshot.shown, "the odometer")
    texts = {str(item.property("text")) for item in scene.texts(window)}
    assert "Speed" in texts
    assert readings["odometer"].snapshot.value == pytest.approx(25_088, abs=1)
    wait_until(lambda: readings["gear"].snapshot.text == "D", "the selector")
    assert not readings["soc"].snapshot.supported
    assert not readings["tyreLowest"].snapshot.supported
    assert hmi.restrictions.state == "moving"

    wait_until(lambda: hmi.features.vehicle.link.value == "lost", "the end of the log", 10)
    driven = [value for value in shown if value > 0]
    assert 28 <= min(driven) <= 32
    assert 68 <= max(driven) <= 72
    wait_until(lambda: not readings["speed"].snapshot.shown, "no speed without a car")
    wait_until(lambda: hmi.restrictions.state == "unknown", "unknown counts as moving")
    assert readings["odometer"].snapshot.state == "stale"
