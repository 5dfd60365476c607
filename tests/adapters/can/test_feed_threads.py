"""The reader threads: delivery, loss, recovery, a quick end."""

import logging
import time

import pytest

from app.adapters.can.feed import VehicleFeed
from app.adapters.can.frame import Frame
from app.adapters.can.plan import Plan
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.can.source import SourceLost
from app.adapters.clock import SystemClock
from app.core.errors import HabitacleError
from app.core.signals import BusState
from tests.adapters.can.car import MOTION, motion
from tests.adapters.can.watch import Watcher
from tests.fakes.can import ScriptedSource, SocketcandServer


def frame(kmh: float, clock: SystemClock) -> Frame:
    return Frame(clock.monotonic_ns(), "main", MOTION, 0, motion(kmh))


def test_loss_and_recovery_are_logged_once(
    small_plan: Plan, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    clock, source = SystemClock(), ScriptedSource()
    feed = VehicleFeed(small_plan, {"main": source}, clock)
    watch = Watcher(feed)
    feed.start()
    source.steps.put([frame(50, clock)])
    watch.until(lambda w: w.buses.get("main") is BusState.ALIVE and "Vehicle.Speed" in w.samples)
    source.steps.put(SourceLost("cable"))
    watch.until(lambda w: w.buses["main"] is BusState.LOST)
    source.steps.put(SourceLost("cable"))
    watch.until(lambda _: source.opens == 3)
    source.steps.put([frame(51, clock)])
    watch.until(lambda w: w.samples["Vehicle.Speed"].value == 51)
    feed.stop()
    words = [record.message for record in caplog.records]
    assert [w.split(": ", 1)[1] for w in words] == ["lost: cable", "recovered"]
    assert source.opens == 3


def test_a_frame_that_breaks_the_intake_does_not_end_the_thread(small_plan: Plan) -> None:
    clock, source = SystemClock(), ScriptedSource()
    feed = VehicleFeed(small_plan, {"main": source}, clock)
    feed.start()
    broken = Frame(clock.monotonic_ns(), "main", MOTION, 0, None)  # type: ignore[arg-type]
    source.steps.put([broken, frame(70, clock)])
    Watcher(feed).until(lambda w: "Vehicle.Speed" in w.samples)
    feed.stop()
    assert feed.stats()["main"]["exceptions"] == 1


def test_stop_ends_a_thread_that_waits_for_an_answer(small_plan: Plan) -> None:
    clock, server = SystemClock(), SocketcandServer(99)
    source = SocketcandSource("main", "127.0.0.1", server.port, "can0", clock)
    feed = VehicleFeed(small_plan, {"main": source}, clock)
    feed.start()
    start = time.monotonic()
    feed.stop()
    assert time.monotonic() - start < 0.6
    assert not any(thread.is_alive() for _, thread in feed._readers)
    server.close()


def test_a_bus_the_profile_lacks_is_refused(small_plan: Plan) -> None:
    with pytest.raises(HabitacleError, match="no bus 'other'"):
        VehicleFeed(small_plan, {"other": ScriptedSource()}, SystemClock())
