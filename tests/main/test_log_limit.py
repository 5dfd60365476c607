"""The bound of what repeats in the log: a minute a kind, whatever a process says."""

import logging

from app.main.log_limit import OTHER, HeldBack, LogLimit


class Clock:
    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def passed(limit: LogLimit, event: str, times: int, name: str = "a") -> int:
    return sum(limit.passes(name, logging.WARNING, event) for _ in range(times))


def test_each_kind_has_its_own_minute() -> None:
    clock = Clock()
    limit = LogLimit(5, clock)
    assert passed(limit, "lost", 20) == 5
    assert passed(limit, "lost", 3, name="b") == 3
    assert passed(limit, "found", 5) == 5
    clock.at = 59.9
    assert limit.over() == []
    assert passed(limit, "lost", 1) == 0
    clock.at = 60.0
    assert limit.over() == [HeldBack("a", logging.WARNING, "lost", 16)]
    assert limit.over() == []
    assert passed(limit, "lost", 6) == 5


def test_a_minute_begins_with_its_first_record() -> None:
    clock = Clock()
    limit = LogLimit(1, clock)
    assert passed(limit, "one", 2) == 1
    clock.at = 40.0
    assert passed(limit, "two", 2) == 1
    clock.at = 70.0
    assert [held.event for held in limit.over()] == ["one"]
    clock.at = 100.0
    assert [held.event for held in limit.over()] == ["two"]


def test_the_end_tells_what_is_still_held() -> None:
    limit = LogLimit(1, Clock())
    assert passed(limit, "one", 3) == 1
    assert limit.over(all_of_them=True) == [HeldBack("a", logging.WARNING, "one", 2)]


def test_the_gravest_level_of_what_was_held_is_told() -> None:
    limit = LogLimit(1, Clock())
    for level in (logging.INFO, logging.ERROR, logging.WARNING):
        limit.passes("a", level, "one")
    assert limit.over(all_of_them=True)[0].level == logging.ERROR


def test_endless_kinds_are_bounded_too() -> None:
    """Somebody logs texts that are never the same twice: memory and lines stay bounded."""
    limit = LogLimit(5, Clock())
    through = sum(limit.passes("a", logging.INFO, f"value {n}") for n in range(50_000))
    assert through == 1_000 + 5
    assert limit.over(all_of_them=True) == [HeldBack("a", logging.INFO, OTHER, 48_995)]
