"""Slow values over a restart, with a store and a clock set by hand."""

from collections.abc import Iterable, Sequence
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import TypeVar

import pytest

from app.core.signals import Sample, Validity, Value
from app.core.slow_values import SlowValue
from app.features.vehicle.memory import MemoryPorts, SlowMemory
from tests.fakes.car import ManualClock

T = TypeVar("T")
RANGE = "Vehicle.Powertrain.Range"
DAY_S = 86_400


class Rig:
    """A memory whose store is a list; `error` makes the store fail."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.stored: list[SlowValue] = []
        self.saves = 0
        self.drop_before: datetime | None = None
        self.error: Exception | None = None
        self.restored: list[tuple[str, Value, int]] = []
        self.sample = Sample(RANGE, Validity.VALID, value=312_000, t_valid_ns=self.clock.ns)
        ports = MemoryPorts(
            store=self,
            clock=self.clock,
            sample=lambda _path: self.sample,
            restore=self.take,
            post=lambda fn: fn(),
        )
        self.memory = SlowMemory(ports, [RANGE], DAY_S)

    def save(self, values: Sequence[SlowValue], drop_before: datetime) -> "Future[None]":
        self.saves += 1
        self.drop_before = drop_before
        if self.error is None:
            self.stored = list(values)
        return self.answer(None)

    def load(self) -> "Future[list[SlowValue]]":
        return self.answer(list(self.stored))

    def take(self, values: Iterable[tuple[str, Value, int]]) -> None:
        self.restored += values

    def answer(self, value: T) -> "Future[T]":
        done: Future[T] = Future()
        if self.error is None:
            done.set_result(value)
        else:
            done.set_exception(self.error)
        return done


@pytest.fixture
def rig() -> Rig:
    return Rig()


def test_saves_once_a_minute(rig: Rig) -> None:
    for _ in range(25):
        rig.clock.advance(5)
        rig.memory.tick()
    assert rig.saves == 2
    assert rig.stored == [SlowValue(RANGE, 312_000, None, rig.clock.utc() - timedelta(seconds=125))]
    assert rig.drop_before == rig.clock.utc() - timedelta(seconds=DAY_S + 5)


def test_restores_with_the_age_of_the_wall_clock(rig: Rig) -> None:
    rig.stored = [
        SlowValue(RANGE, 300_000, "m", rig.clock.utc() - timedelta(hours=2)),
        SlowValue("Vehicle.Old", 1, None, rig.clock.utc() - timedelta(days=2)),
    ]
    rig.memory.start()
    assert rig.restored == [(RANGE, 300_000, rig.clock.ns - 7200 * 1_000_000_000)]


def test_without_trusted_time_nothing_is_saved_or_restored_until_it_comes(rig: Rig) -> None:
    rig.stored = [SlowValue(RANGE, 300_000, "m", rig.clock.utc() - timedelta(hours=2))]
    rig.clock.trusted = False
    rig.memory.start()
    rig.memory.save()
    rig.clock.advance(61)
    rig.memory.tick()
    assert (rig.saves, rig.restored) == (0, [])
    rig.clock.trusted = True
    rig.memory.tick()
    assert [age for *_, age in rig.restored] == [rig.clock.ns - 7261 * 1_000_000_000]
    rig.memory.tick()
    assert len(rig.restored) == 1


def test_a_failing_store_is_told_once(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rig.error = OSError("disk full")
    rig.memory.start()
    assert "cannot be read: disk full" in caplog.text
    for _ in range(3):
        rig.memory.save()
    assert caplog.text.count("cannot be kept") == 1
    rig.error = None
    rig.memory.save()
    rig.memory.save()
    assert caplog.text.count("kept again") == 1
