"""The worked traces of the driving state and the machine's promises."""

import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.restriction_file import parse_rules
from app.core.restrictions import (
    PARKING_BRAKE,
    SELECTED_GEAR,
    SPEED,
    DrivingMachine,
    DrivingState,
)
from app.core.signals import Reason, Sample, Validity, Value

RULES = parse_rules(Path("assets/restrictions/eu.json").read_text(encoding="utf-8"))
S = 1_000_000_000
P, D, N = 126, 127, 0
UNKNOWN, MOVING, IDLING, PARKED = (
    DrivingState.UNKNOWN,
    DrivingState.MOVING,
    DrivingState.IDLING,
    DrivingState.PARKED,
)
RANK = {PARKED: 0, IDLING: 1, MOVING: 2, UNKNOWN: 2}


def good(path: str, value: Value, t_ns: int) -> Sample:
    return Sample(path, Validity.VALID, value=value, t_valid_ns=t_ns)


class Drive:
    """A machine fed at 10 Hz; `mps` None sends nothing."""

    def __init__(self, *, has_park: bool = True) -> None:
        self.machine = DrivingMachine(RULES.timing, has_park=has_park)
        self.t = 0
        self.log: list[tuple[float, DrivingState]] = []

    def until(
        self, t_s: float, mps: float | None, gear: int | None = D, *, brake: bool | None = None
    ) -> DrivingState:
        while self.t < round(t_s * 10):
            self._beat(mps, gear, brake)
        return self.machine.state

    def at(self, state: DrivingState) -> float:
        """When *state* was entered last."""
        return next(t for t, s in reversed(self.log) if s is state)

    def _beat(self, mps: float | None, gear: int | None, brake: bool | None) -> None:
        now = self.t * S // 10
        samples = {}
        if mps is not None:
            samples[SPEED] = good(SPEED, mps * 3.6, now)
        if gear is not None:
            samples[SELECTED_GEAR] = good(SELECTED_GEAR, gear, now)
        if brake is not None:
            samples[PARKING_BRAKE] = good(PARKING_BRAKE, brake, now)
        before = self.machine.state
        after = self.machine.feed(samples, now)
        if after is not before:
            self.log.append((self.t / 10, after))
        self.t += 1


def test_starts_unknown() -> None:
    assert Drive().machine.state is UNKNOWN


def test_stop_then_park_later() -> None:
    drive = Drive()
    assert drive.until(10, 13.9) is MOVING
    assert drive.until(15, 0.0) is IDLING
    drive.until(16, 0.0, P)
    assert drive.at(IDLING) == 13.0
    assert drive.at(PARKED) == 15.0


def test_park_within_the_rest_delay_unlocks_when_it_ends() -> None:
    drive = Drive()
    drive.until(10, 13.9)
    drive.until(11, 0.0)
    drive.until(14, 0.0, P)
    assert drive.log[-1] == (13.0, PARKED)
    assert IDLING not in [state for _, state in drive.log]


def test_silence_is_noticed_by_the_timer_and_rest_starts_again() -> None:
    drive = Drive()
    drive.until(20.1, 0.0, P)
    assert drive.machine.state is PARKED
    assert drive.machine.tick(21 * S) is PARKED
    assert drive.machine.tick(21 * S + 1) is UNKNOWN
    drive.t = 250
    drive.until(29, 0.0, P)
    assert drive.log[-1] == (28.0, PARKED)


def test_silence_nobody_ticked_through_restarts_the_rest() -> None:
    drive = Drive()
    drive.until(2, 5.0, P)
    drive.until(4, 0.0, P)
    drive.t = 60
    drive.until(8.9, 0.0, P)
    assert drive.machine.state is MOVING
    drive.until(9.1, 0.0, P)
    assert drive.log[-1] == (9.0, PARKED)


def test_one_moving_sample_restarts_the_rest() -> None:
    drive = Drive()
    drive.until(10, 13.9)
    drive.until(12.5, 0.0)
    drive.until(12.6, 0.30)
    drive.until(17, 0.0)
    assert drive.log[-1] == (15.6, IDLING)


def test_creeping_speed_never_leaves_moving() -> None:
    drive = Drive()
    drive.until(10, 13.9)
    assert drive.until(60, 0.20) is MOVING


def test_idling_leaves_only_at_the_entry_speed() -> None:
    drive = Drive()
    drive.until(5, 0.0)
    assert drive.until(6, 0.20) is IDLING
    assert drive.until(6.1, 0.25) is MOVING


def test_stale_gear_ends_parked_at_once() -> None:
    drive = Drive()
    drive.until(5, 0.0, P)
    assert drive.machine.state is PARKED
    assert drive.until(5.9 + 0.1, 0.0, None) is PARKED
    assert drive.until(6.1, 0.0, None) is IDLING


def test_gear_says_park_while_the_car_moves() -> None:
    assert Drive().until(1, 8.0, P) is MOVING


@pytest.mark.parametrize("value", [math.nan, math.inf, True, "0"])
def test_speed_that_is_no_number_is_unknown(value: Value) -> None:
    machine = DrivingMachine(RULES.timing, has_park=True)
    for t in range(50):
        machine.feed({SPEED: good(SPEED, value, t * S // 10)}, t * S // 10)
    assert machine.state is UNKNOWN


def test_reverse_speed_counts_by_its_magnitude() -> None:
    assert Drive().until(1, -2.0) is MOVING


def test_invalid_speed_is_unknown_at_once() -> None:
    drive = Drive()
    drive.until(5, 0.0, P)
    bad = Sample(SPEED, Validity.INVALID, Reason.SNA)
    assert drive.machine.feed({SPEED: bad}, 5 * S) is UNKNOWN


def test_a_short_signal_time_out_counts_by_the_machines_own_bound() -> None:
    drive = Drive()
    drive.until(5, 0.0, P)
    stale = Sample(SPEED, Validity.STALE, Reason.TIMEOUT, t_valid_ns=49 * S // 10)
    assert drive.machine.feed({SPEED: stale}, 5 * S) is PARKED
    assert drive.machine.tick(59 * S // 10) is PARKED
    assert drive.machine.tick(59 * S // 10 + 1) is UNKNOWN


@pytest.mark.parametrize(
    ("gear", "brake", "state"),
    [
        (N, True, PARKED),
        (N, False, IDLING),
        (N, None, IDLING),
        (1, True, IDLING),
        (P, True, IDLING),
    ],
)
def test_a_car_without_park_needs_brake_and_neutral(
    gear: int, brake: bool | None, state: DrivingState
) -> None:
    assert Drive(has_park=False).until(5, 0.0, gear, brake=brake) is state


def test_gear_that_is_a_boolean_proves_nothing() -> None:
    drive = Drive(has_park=False)
    assert drive.until(5, 0.0, False, brake=True) is IDLING


STEP = st.tuples(
    st.sampled_from([40, 100, 500, 1000, 1001, 1500, 3000]),  # ms since the last step
    st.one_of(st.none(), st.sampled_from([0.0, 0.1, 0.11, 0.2, 0.249, 0.25, 3.0, -1.0, math.nan])),
    st.sampled_from([None, P, D, N]),
    st.sampled_from(["good", "stale", "invalid", "tick"]),
)


class Truth:
    """What the inputs allow, written down without the machine's shortcuts."""

    def __init__(self) -> None:
        self.now = self.speed_t = self.gear_t = 0
        self.speed: float | None = None
        self.gear: int | None = None
        self.rest_since: int | None = None

    def step(
        self, gap_ms: int, mps: float | None, gear: int | None, kind: str
    ) -> dict[str, Sample]:
        self.now += gap_ms * 1_000_000
        samples = {} if mps is None or kind == "tick" else {SPEED: self._speed(mps, kind)}
        if gear is not None and kind != "tick":
            self.gear, self.gear_t = gear, self.now
            samples[SELECTED_GEAR] = good(SELECTED_GEAR, gear, self.now)
        usable = self.usable
        if usable is None or abs(usable) >= 0.25:
            self.rest_since = None
        elif abs(usable) <= 0.1 and self.rest_since is None:
            self.rest_since = self.speed_t
        return samples

    @property
    def usable(self) -> float | None:
        return self.speed if self.now - self.speed_t <= S else None

    def _speed(self, mps: float, kind: str) -> Sample:
        if kind == "stale":
            return Sample(SPEED, Validity.STALE, Reason.TIMEOUT)
        if kind == "invalid":
            self.speed = None
            return Sample(SPEED, Validity.INVALID, Reason.RANGE)
        if self.speed is None or self.now - self.speed_t > S:
            self.rest_since = None
        self.speed, self.speed_t = (mps if math.isfinite(mps) else None), self.now
        return good(SPEED, mps * 3.6, self.now)

    def permits(self, state: DrivingState) -> bool:
        """Whether *state* is no looser than the inputs prove."""
        if self.usable is None:
            return state is UNKNOWN
        if abs(self.usable) >= 0.25:
            return state is MOVING
        if RANK[state] == 2:
            return True
        rested = self.rest_since is not None and self.now - self.rest_since >= 3 * S
        park = self.gear == P and self.now - self.gear_t <= S
        return rested and (state is IDLING or park)


@settings(max_examples=400, deadline=None)
@given(st.lists(STEP, min_size=1, max_size=60))
def test_never_less_restricted_than_the_inputs_allow(
    steps: list[tuple[int, float | None, int | None, str]],
) -> None:
    machine, truth = DrivingMachine(RULES.timing, has_park=True), Truth()
    for step in steps:
        samples = truth.step(*step)
        state = machine.feed(samples, truth.now) if samples else machine.tick(truth.now)
        assert truth.permits(state), (state, step)


@given(st.lists(st.integers(40, 900), min_size=10, max_size=80))
def test_rest_and_park_always_unlock_after_three_seconds(gaps_ms: list[int]) -> None:
    machine = DrivingMachine(RULES.timing, has_park=True)
    machine.feed({SPEED: good(SPEED, 50.0, 0)}, 0)
    now = 0
    rest_since = gaps_ms[0] * 1_000_000
    for gap_ms in gaps_ms:
        now += gap_ms * 1_000_000
        state = machine.feed(
            {SPEED: good(SPEED, 0.0, now), SELECTED_GEAR: good(SELECTED_GEAR, P, now)}, now
        )
        assert state is (PARKED if now - rest_since >= 3 * S else MOVING)
