from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.ui.beat import Beat
from app.ui.wall import Wall
from tests.fakes.car import ManualClock


@pytest.mark.usefixtures("qapp")
def test_the_wall_tells_each_minute_once() -> None:
    clock = ManualClock(wall=datetime(2026, 11, 24, 17, 42, 10, tzinfo=UTC))
    wall = Wall(clock)
    heard: list[float] = []
    wall.changed.connect(lambda: heard.append(wall.property("epochMs")))
    for _ in range(4):
        clock.advance(20)
        wall.refresh()
    assert heard == [datetime(2026, 11, 24, 17, 43, 10, tzinfo=UTC).timestamp() * 1000]


@pytest.mark.usefixtures("qapp")
def test_the_wall_is_valid_once_the_clock_is_trusted() -> None:
    clock = ManualClock(trusted=False)
    wall = Wall(clock)
    assert wall.property("valid") is False
    clock.trusted = True
    wall.refresh()
    assert wall.property("valid") is True


@pytest.mark.usefixtures("qapp")
def test_the_wall_wakes_at_the_full_minute() -> None:
    clock = ManualClock(wall=datetime(2026, 11, 24, 17, 42, 10, tzinfo=UTC))
    assert Wall(clock)._timer.interval() == 50_000
    clock.trusted = False
    assert Wall(clock)._timer.interval() == 5_000


def test_the_wall_sees_that_its_clock_was_set(qtbot: Any) -> None:
    clock = ManualClock(wall=datetime(2026, 11, 24, 17, 42, 10, tzinfo=UTC))
    wall = Wall(clock)
    clock.wall = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)
    with qtbot.waitSignal(wall.changed, timeout=5000):
        pass
    assert wall.property("epochMs") == clock.wall.timestamp() * 1000
    assert wall._timer.interval() == 60_000


@pytest.mark.usefixtures("qapp")
def test_a_clock_that_goes_as_it_should_is_read_once_a_minute() -> None:
    clock = ManualClock(wall=datetime(2026, 11, 24, 17, 42, 10, tzinfo=UTC))
    wall = Wall(clock)
    clock.advance(5)
    wall._look_whether_set()
    assert wall._timer.interval() == 50_000
    clock.wall += timedelta(seconds=2)
    wall._look_whether_set()
    assert wall._timer.interval() == 43_000


def test_the_beat_calls_until_it_is_stopped(qtbot: Any) -> None:
    calls: list[None] = []
    beat = Beat(lambda: calls.append(None), ManualClock(), hz=200)
    beat.start()
    qtbot.waitUntil(lambda: len(calls) >= 3, timeout=3000)
    beat.stop()
    count = len(calls)
    qtbot.wait(30)
    assert len(calls) == count == beat.beats


@pytest.mark.usefixtures("qapp")
def test_a_late_beat_is_counted() -> None:
    clock = ManualClock()
    beat = Beat(lambda: None, clock, hz=30)
    for gap in (0.033, 0.049, 0.051, 0.2):
        beat._tick()
        clock.advance(gap)
    beat._tick()
    assert (beat.beats, beat.late) == (5, 2)
