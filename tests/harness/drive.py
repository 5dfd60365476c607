"""Desk and HMI together, driven step by step by a test or a picture script."""

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop

from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.main import config as configuration
from app.main.car_link import live_car
from app.main.compose import Hmi
from app.main.desk import Desk


def wait_until(holds: Callable[[], object], what: str, seconds: float = 10.0) -> None:
    """Turn the event loop until *holds*; AssertionError naming *what* when time is up."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {what}")
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)


def collect_garbage() -> None:
    """Free a closed HMI here: the collector would free its QObjects on any thread, and crash."""
    gc.collect()


class Drive:
    """A running desk (broker, car, cloud) and an HMI in this process; needs a QGuiApplication."""

    def __init__(self, folder: Path, display: str = "1920x720@12.3") -> None:
        self.clock = SystemClock()
        self.folder = folder
        self.display = display
        self.desk = Desk(self.clock, None, None, folder.with_name(f"{folder.name}-cloud"))
        self.errors: list[HabitacleError] = []
        self.desk.supervisor.start()
        self.hmi = self._open()

    def restart_hmi(self) -> None:
        """End the HMI and start it again over the same data."""
        self._retire()
        self.hmi = self._open()

    def close(self) -> None:
        """End everything; nothing the HMI ever sent may have broken the contract."""
        self._retire()
        cloud = self.desk.cloud
        self.desk.supervisor.stop()
        assert cloud is not None
        assert cloud.violations == ()

    def _retire(self) -> None:
        self.hmi.close()
        del self.hmi
        collect_garbage()

    def _open(self) -> Hmi:
        words = ["--data-dir", str(self.folder), "--display", self.display]
        parser = argparse.ArgumentParser()
        configuration.add_arguments(parser)
        configuration.add_issuer_keys(parser)
        told = [*self.desk.supervisor.hmi_arguments(), *self.desk.trust]
        args = parser.parse_args([*words, *told])
        config = configuration.from_arguments(args)
        car = live_car(config, self.clock)
        hmi = Hmi(config, car, self.clock, fatal=self.errors.append, developer=True)
        hmi.open()
        return hmi
