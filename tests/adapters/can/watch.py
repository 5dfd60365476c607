"""Collects from a running feed as a display does."""

import time
from collections.abc import Callable

from app.adapters.can.feed import VehicleFeed
from app.core.signals import BusState, Sample


class Watcher:
    """The newest samples and bus states of *feed*."""

    def __init__(self, feed: VehicleFeed) -> None:
        self.feed = feed
        self.samples: dict[str, Sample] = {}
        self.buses: dict[str, BusState] = {}

    def until(self, condition: Callable[["Watcher"], bool]) -> None:
        """Collect until *condition* holds, 5 s at most."""
        deadline = time.monotonic() + 5
        while not condition(self):
            assert time.monotonic() < deadline
            self.beat(0.005)

    def beats(self, seconds: float) -> None:
        """Collect thirty times a second for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.beat(1 / 30)

    def beat(self, pause_s: float) -> None:
        """Take one batch, or pause if there is none."""
        batch = self.feed.collect()
        if batch is None:
            self.feed._stop.wait(pause_s)
            return
        self.samples.update(batch.samples)
        self.buses.update(batch.buses)
