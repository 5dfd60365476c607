"""An identifier that comes too often is in conflict until it was calm for 3 s."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.adapters.can.conflict import RateWatch
from app.adapters.can.plan import Plan, load_plan
from app.adapters.can.profile import load_profile
from tests.adapters.can.car import GEAR, MOTION, STATE, HandCar, gear, motion, state
from tests.fakes.can import BODY, write_profile

MS = 1_000_000
START = 5_000 * MS
GEAR_PATH = "Powertrain.Transmission.SelectedGear"
CALM = (None, "invalid", "conflict")


def conflicts(watch: RateWatch, times_ms: Iterator[float] | range) -> list[bool]:
    return [watch.conflicts(START + round(t * MS)) for t in times_ms]


@pytest.mark.parametrize(("period_ms", "most"), [(10, 182), (100, 20), (1000, 3), (12, 152)])
def test_the_limit(period_ms: int, most: int) -> None:
    watch = RateWatch(period_ms)
    found = conflicts(watch, (990 * n / most for n in range(most + 1)))
    assert found == [False] * most + [True]


def test_as_many_frames_in_more_than_a_second_are_none() -> None:
    assert not any(conflicts(RateWatch(100), range(0, 60_000, 50)))
    assert any(conflicts(RateWatch(100), range(0, 1000, 49)))


def test_calm_for_three_seconds_ends_it() -> None:
    watch = RateWatch(100)
    assert conflicts(watch, range(0, 1001, 40))[-1]
    last = 1000
    found = [t for t in range(last + 100, last + 6000, 100) if not watch.conflicts(START + t * MS)]
    assert found[0] - last in range(3000, 3400)
    assert found == list(range(found[0], last + 6000, 100))


def test_frames_held_back_by_a_pause_are_none() -> None:
    watch = RateWatch(10)
    assert not any(conflicts(watch, range(0, 1000, 10)))
    assert not any(watch.conflicts(START + 6000 * MS) for _ in range(500))
    assert not any(conflicts(watch, range(6010, 10_000, 10)))
    assert any(conflicts(watch, range(10_000, 11_500, 5)))


def test_two_senders_after_a_pause_are_found_a_second_later() -> None:
    watch = RateWatch(10)
    conflicts(watch, range(0, 1000, 10))
    found = conflicts(watch, range(3000, 6000, 5))
    assert 180 < found.index(True) < 400
    assert all(found[400:])


def test_nothing_before_a_reconnection_counts() -> None:
    watch = RateWatch(100)
    assert conflicts(watch, range(0, 1000, 40))[-1]
    watch.forget()
    assert not any(conflicts(watch, range(1000, 3000, 100)))


def double(car: HandCar, start_ms: int, end_ms: int, step_ms: int) -> list[tuple[object, str, str]]:
    """States of the speed while MOTION comes every *step_ms*."""
    seen = []
    for ms in range(start_ms, end_ms, step_ms):
        car.at(ms)
        car.send(MOTION, motion(50 + ms // step_ms % 2))
        car.beat()
        seen.append(car.state("Speed"))
    return seen


def test_signals_of_a_disputed_message_are_invalid(small_plan: Plan) -> None:
    car = HandCar(small_plan)
    assert set(double(car, 0, 2000, 100)) == {(50, "valid", ""), (51, "valid", "")}
    disputed = double(car, 2000, 4000, 40)
    first = disputed.index(CALM)
    assert 10 <= first <= 25
    assert set(disputed[first:]) == {CALM}
    assert car.state("Powertrain.FuelSystem.RelativeLevel") == CALM
    after = double(car, 4000, 9000, 100)
    calm = next(n for n, item in enumerate(after) if item != CALM)
    assert 28 <= calm <= 35
    assert CALM not in after[calm:]
    assert car.feed.stats()["main"]["conflict"] > 30


def test_other_messages_are_not_concerned(small_plan: Plan) -> None:
    car = HandCar(small_plan)
    for step in range(100):
        car.at(step * 20)
        car.send(MOTION, motion(50))
        if step % 5 == 0:
            car.send(GEAR, gear(step // 5))
        car.send(STATE, state(2, hood=step % 2))
        car.beat()
    assert car.state("Speed") == CALM
    assert car.state(GEAR_PATH) == (127, "valid", "")
    assert car.sample("Body.Hood.IsOpen").value is True


def test_two_counters_are_a_conflict_and_no_counter_fault(small_plan: Plan) -> None:
    car = HandCar(small_plan)
    for step in range(60):
        car.at(step * 40)
        car.send(GEAR, gear(step * 3))
        car.beat()
    assert car.state(GEAR_PATH) == CALM
    for step in range(60, 120):
        car.at(60 * 40 + (step - 60) * 100)
        car.send(GEAR, gear(step))
        car.beat()
    assert car.state(GEAR_PATH) == (127, "valid", "")


def test_no_conflict_without_a_declared_period(tmp_path: Path) -> None:
    body = BODY.replace('name = "MOTION"\nperiod_ms = 100', 'name = "MOTION"')
    car = HandCar(load_plan(load_profile(write_profile(tmp_path, body)), None))
    assert CALM not in double(car, 0, 2000, 5)


def test_the_period_of_the_dbc_counts(tmp_path: Path) -> None:
    body = BODY.replace('name = "MOTION"\nperiod_ms = 100', 'name = "MOTION"')
    folder = write_profile(tmp_path, body)
    dbc = folder / "small.dbc"
    dbc.write_text(dbc.read_text("utf-8") + 'BA_ "GenMsgCycleTime" BO_ 256 100;\n', "utf-8")
    car = HandCar(load_plan(load_profile(folder), None))
    assert CALM in double(car, 0, 2000, 40)
