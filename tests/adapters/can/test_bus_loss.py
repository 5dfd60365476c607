"""Specification, section 7: the peer of a bus is killed and comes back."""

import logging
import time

import pytest

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.plan import Plan
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.clock import SystemClock
from app.core.signals import BusState
from tests.adapters.can.watch import Watcher
from tests.fakes.can_peer import peer

MEASURED_S = 2.0


def test_a_killed_peer_and_its_return(small_plan: Plan, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "app")
    clock = SystemClock()
    with peer() as (process, port):
        source = SocketcandSource("main", "127.0.0.1", port, "can0", clock)
        feed = VehicleFeed(small_plan, {"main": source}, clock)
        watch = Watcher(feed)
        feed.start()
        watch.until(lambda w: "Vehicle.Speed" in w.samples)
        start = time.monotonic()
        process.kill()
        watch.until(lambda w: w.buses["main"] is BusState.LOST)
        assert time.monotonic() - start < 1
        assert watch.samples["Vehicle.Speed"].value is None
    assert _cpu_share(watch) < 0.05
    with peer(port):
        start = time.monotonic()
        watch.until(lambda w: w.samples["Vehicle.Speed"].value == 50)
        assert time.monotonic() - start < 2
        feed.stop()
    words = [record.message.split(": ")[1] for record in caplog.records]
    assert words == ["lost", "recovered"]


def _cpu_share(watch: Watcher) -> float:
    """Of one processor, of this whole process, while it collects thirty times a second."""
    start, cpu = time.monotonic(), time.process_time()
    watch.beats(MEASURED_S)
    return (time.process_time() - cpu) / (time.monotonic() - start)
