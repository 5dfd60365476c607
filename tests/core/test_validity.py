import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.signals import Reason, SignalClass, SignalDef, Validity
from app.core.validity import JumpRule, Selector, Tracker, learned_timeout_ms, timeout_ms

MS = 1_000_000
SECOND = 1000 * MS


def signal(cls: SignalClass = SignalClass.INSTANT) -> SignalDef:
    return SignalDef("Vehicle.X", "float", "km/h", 0, 300, cls)


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (10, 100),
        (25, 125),
        (50, 250),
        (100, 500),
        (250, 1000),
        (500, 1500),
        (1000, 3000),
        (2000, 6000),
    ],
)
def test_time_outs(period: int, expected: int) -> None:
    assert timeout_ms(period) == expected


def test_learned_time_out() -> None:
    assert (learned_timeout_ms(20), learned_timeout_ms(500)) == (1000, 2500)


def test_stale_at_the_time_out_not_before() -> None:
    tracker = Tracker(signal(SignalClass.SLOW), 500 * MS)
    tracker.update(80.0, Reason.NONE, 20 * SECOND)
    assert not tracker.expire(20_499 * MS)
    assert tracker.sample().value == 80.0
    assert tracker.expire(20_500 * MS)
    stale = tracker.sample()
    assert (stale.state, stale.reason, stale.value) == (Validity.STALE, Reason.TIMEOUT, None)
    assert (stale.last_valid, stale.age_ms(21 * SECOND)) == (80.0, 1000)


def test_an_instant_value_vanishes_and_a_fixed_one_stays() -> None:
    instant, fixed = Tracker(signal(), MS), Tracker(signal(SignalClass.FIXED), MS)
    for tracker in (instant, fixed):
        tracker.update(1.0, Reason.NONE, 0)
        tracker.expire(SECOND)
        tracker.lose(Reason.BUS_LOST)
    assert instant.sample().last_valid is None
    assert instant.state is Validity.STALE
    assert fixed.sample().value == 1.0


def test_invalid_has_no_value_and_also_times_out() -> None:
    tracker = Tracker(signal(), 500 * MS)
    tracker.update(None, Reason.SNA, 0)
    assert (tracker.sample().state, tracker.sample().reason) == (Validity.INVALID, Reason.SNA)
    assert tracker.expire(500 * MS)
    tracker.update(1.0, Reason.NONE, SECOND)
    assert tracker.sample().value == 1.0


def test_nothing_is_lost_before_anything_came() -> None:
    tracker = Tracker(signal(), MS)
    assert not tracker.lose(Reason.BUS_LOST)
    assert not tracker.expire(SECOND)
    assert tracker.sample().reason is Reason.NEVER_RECEIVED


def test_a_jump_needs_three_agreeing_samples() -> None:
    tracker = Tracker(signal(), None, JumpRule(per_s=54))
    tracker.update(50.0, Reason.NONE, 0)
    states = []
    for step in (1, 2, 3):
        tracker.update(120.0, Reason.NONE, step * 100 * MS)
        states.append((tracker.state, tracker.reason))
    assert states[:2] == [(Validity.INVALID, Reason.JUMP)] * 2
    assert states[2] == (Validity.VALID, Reason.NONE)
    assert tracker.last == 120.0


def test_a_single_outlier_is_refused_and_forgotten() -> None:
    tracker = Tracker(signal(), None, JumpRule(step=5, within_ns=10 * SECOND))
    for value, t in ((80.0, 0), (20.0, 1), (80.0, 2), (20.0, 3)):
        tracker.update(value, Reason.NONE, t * SECOND)
    assert tracker.reason is Reason.JUMP
    tracker.update(79.5, Reason.NONE, 4 * SECOND)
    assert tracker.sample().value == 79.5


def test_a_step_long_after_is_no_jump() -> None:
    tracker = Tracker(signal(), None, JumpRule(step=5, within_ns=10 * SECOND))
    tracker.update(80.0, Reason.NONE, 0)
    tracker.update(60.0, Reason.NONE, 11 * SECOND)
    assert tracker.state is Validity.VALID


def test_an_odometer_never_falls() -> None:
    rule = JumpRule(falling=False, step=2_000_000)
    assert rule.refuses(1000, 999, SECOND)
    assert rule.refuses(1000, 3_000_000, SECOND)
    assert not rule.refuses(1000, 1000, SECOND)


def test_a_restored_value_is_stale_with_its_real_age() -> None:
    tracker = Tracker(signal(SignalClass.SLOW), 500 * MS)
    assert tracker.restore(80.0, -7200 * SECOND)
    sample = tracker.sample()
    assert (sample.state, sample.reason) == (Validity.STALE, Reason.RESTORED)
    assert (sample.value, sample.last_valid) == (None, 80.0)
    assert sample.age_ms(60 * SECOND) == 7_260_000
    assert tracker.due_ns is None
    assert not tracker.expire(9 * SECOND)
    assert not tracker.lose(Reason.BUS_LOST)
    tracker.update(12.0, Reason.NONE, 61 * SECOND)
    assert (tracker.state, tracker.last, tracker.t_valid_ns) == (
        Validity.VALID,
        12.0,
        61 * SECOND,
    )
    assert not tracker.restore(80.0, 0)
    assert tracker.last == 12.0


@pytest.mark.parametrize("reason", [Reason.NONE, Reason.SNA])
def test_nothing_is_restored_once_a_frame_came(reason: Reason) -> None:
    tracker = Tracker(signal(SignalClass.SLOW))
    tracker.update(1.0 if reason is Reason.NONE else None, reason, 0)
    before = tracker.sample()
    assert not tracker.restore(80.0, -SECOND)
    assert tracker.sample() == before


def test_after_a_restored_value_any_step_is_true_but_a_fall() -> None:
    odometer = JumpRule(falling=False, step=2_000_000)
    tracker = Tracker(signal(SignalClass.SLOW), None, odometer)
    tracker.restore(5_000_000, -SECOND)
    tracker.update(4_999_000, Reason.NONE, 0)
    assert tracker.reason is Reason.JUMP
    tracker.update(9_000_000, Reason.NONE, SECOND)
    assert tracker.sample().value == 9_000_000
    tracker.update(19_000_000, Reason.NONE, 2 * SECOND)
    assert tracker.reason is Reason.JUMP


def test_three_agreeing_samples_overrule_a_restored_odometer() -> None:
    tracker = Tracker(signal(SignalClass.SLOW), None, JumpRule(falling=False))
    tracker.restore(5000, -SECOND)
    for step in range(3):
        tracker.update(100 + step, Reason.NONE, step * SECOND)
    assert tracker.sample().value == 102


def test_every_source_is_restored_or_none() -> None:
    first, second = Tracker(signal(SignalClass.SLOW)), Tracker(signal(SignalClass.SLOW))
    chosen = Selector([first, second])
    assert chosen.restore(7.0, -SECOND)
    assert chosen.choose(0).last == 7.0
    second.update(8.0, Reason.NONE, 0)
    assert chosen.choose(0) is second
    third = Tracker(signal(SignalClass.SLOW))
    assert not Selector([third, second]).restore(7.0, -SECOND)
    assert third.state is Validity.UNKNOWN


def test_the_best_source_wins_and_returns_after_a_second() -> None:
    first, second = Tracker(signal(), 500 * MS), Tracker(signal(), 500 * MS)
    chosen = Selector([first, second])
    second.update(2.0, Reason.NONE, 0)
    assert chosen.choose(0) is second
    first.update(1.0, Reason.NONE, 100 * MS)
    assert chosen.choose(200 * MS) is second
    assert chosen.choose(1100 * MS) is first
    first.update(None, Reason.SNA, 1200 * MS)
    assert chosen.choose(1200 * MS) is second


@given(
    st.lists(
        st.tuples(st.sampled_from(["value", "sna", "wait", "lose"]), st.integers(0, 2000)),
        max_size=40,
    )
)
def test_only_valid_has_a_value(steps: list[tuple[str, int]]) -> None:
    tracker, now = Tracker(signal(SignalClass.SLOW), 500 * MS), 0
    for kind, wait in steps:
        now += wait * MS
        tracker.expire(now)
        if kind == "value":
            tracker.update(float(wait), Reason.NONE, now)
        elif kind == "sna":
            tracker.update(None, Reason.SNA, now)
        elif kind == "lose":
            tracker.lose(Reason.BUS_LOST)
        sample = tracker.sample()
        assert (sample.value is None) == (sample.state is not Validity.VALID)
        assert (sample.reason is Reason.NONE) == (sample.state is Validity.VALID)
        if sample.state is Validity.VALID:
            age = sample.age_ms(now)
            assert age is not None
            assert age < 500
