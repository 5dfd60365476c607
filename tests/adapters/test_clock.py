"""The machine's clocks, and the one whose wall a tester sets."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from app.adapters.clock import DeskClock, SystemClock

NOON = datetime(2026, 6, 21, 12, tzinfo=UTC)
SOON = timedelta(seconds=30)


def test_an_unset_desk_clock_is_the_machines() -> None:
    assert abs(DeskClock().utc() - SystemClock().utc()) < SOON


def test_a_set_clock_goes_on_from_there() -> None:
    clock = DeskClock(NOON)
    first = clock.utc()
    assert NOON <= first < NOON + SOON
    assert first.utcoffset() == timedelta()
    while clock.utc() == first:
        pass
    assert clock.utc() > first
    clock.jump(datetime(2026, 6, 21, 18, tzinfo=UTC))
    assert timedelta(hours=6) <= clock.utc() - NOON < timedelta(hours=6) + SOON
    clock.advance(-7200)
    assert timedelta(hours=4) <= clock.utc() - NOON < timedelta(hours=4) + SOON


def test_setting_the_wall_ages_nothing() -> None:
    clock = DeskClock()
    before = time.monotonic_ns()
    clock.jump(datetime(2040, 1, 1, tzinfo=UTC))
    clock.advance(1e6)
    assert before <= clock.monotonic_ns() <= time.monotonic_ns()


def test_a_time_before_the_product_is_not_trusted() -> None:
    clock = DeskClock(datetime(1970, 1, 1, tzinfo=UTC))
    assert not clock.trusted
    clock.jump(NOON)
    assert clock.trusted


def test_a_step_beyond_the_calendar_changes_nothing() -> None:
    clock = DeskClock(NOON)
    with pytest.raises(OverflowError):
        clock.advance(1e12)
    assert clock.utc() < NOON + SOON
