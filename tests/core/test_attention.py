"""Which notice covers the screen: the table of priorities, and the queue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.attention import Attention, Notice, Presentation, Priority, presentation
from app.core.restriction_rules import Mode

TABLE = {
    Priority.CRITICAL: "overlay overlay card",
    Priority.SESSION: "overlay overlay card",
    Priority.SOON: "overlay badge badge",
    Priority.PLAN: "card icon icon",
    Priority.INFO: "none none none",
}
PARKED, IDLING, MOVING = Mode.FULL, Mode.LIMITED, Mode.CARD
DANGER, OTHER = Notice("leak", Priority.CRITICAL), Notice("brakes", Priority.CRITICAL)
SESSION, SOON, SOON2 = (
    Notice("charging", Priority.SESSION),
    Notice("low", Priority.SOON),
    Notice("pads", Priority.SOON),
)


@pytest.mark.parametrize("priority", Priority)
def test_the_table(priority: Priority) -> None:
    shown = [presentation(priority, mode) for mode in (PARKED, IDLING, MOVING)]
    assert shown == TABLE[priority].split()
    assert presentation(priority, Mode.LOCKED) is presentation(priority, MOVING)


def queue(mode: Mode, *notices: Notice) -> Attention:
    attention = Attention()
    attention.set_mode(mode)
    attention.update(notices)
    return attention


def covering(attention: Attention) -> str | None:
    return attention.current


def test_danger_goes_before_what_was_there_and_that_returns() -> None:
    attention = queue(PARKED, SOON)
    assert covering(attention) == "low"
    attention.update([SOON, SESSION])
    assert covering(attention) == "charging"
    attention.update([SOON, SESSION, DANGER])
    assert covering(attention) == "leak"
    attention.acknowledge("leak")
    assert covering(attention) == "charging"
    attention.update([SOON, DANGER])
    assert covering(attention) == "low"


def test_equals_come_in_the_order_they_arrived() -> None:
    attention = queue(PARKED, OTHER)
    attention.update([DANGER, OTHER])
    assert covering(attention) == "brakes"
    attention.acknowledge("brakes")
    assert covering(attention) == "leak"


def test_moving_shows_danger_and_sessions_only() -> None:
    assert covering(queue(MOVING, SOON, Notice("x", Priority.PLAN))) is None
    assert covering(queue(IDLING, SOON)) is None
    assert covering(queue(MOVING, SOON, SESSION)) == "charging"
    assert covering(queue(MOVING, SESSION, DANGER)) == "leak"


def test_what_is_put_off_returns_at_the_next_stop() -> None:
    attention = queue(MOVING, DANGER)
    attention.later("leak")
    assert covering(attention) is None
    attention.set_mode(IDLING)
    assert covering(attention) is None
    attention.set_mode(PARKED)
    assert covering(attention) == "leak"


def test_an_interruption_by_driving_brings_a_notice_back_when_parked() -> None:
    attention = queue(PARKED, SOON)
    attention.set_mode(MOVING)
    assert covering(attention) is None
    attention.set_mode(PARKED)
    assert covering(attention) == "low"


def test_one_piece_of_advice_a_drive() -> None:
    attention = queue(PARKED, SOON, SOON2)
    attention.later("low")
    assert covering(attention) is None
    attention.set_mode(MOVING)
    attention.set_mode(PARKED)
    assert covering(attention) == "low"
    attention.acknowledge("low")
    assert covering(attention) is None
    attention.set_mode(IDLING)
    attention.set_mode(PARKED)
    assert covering(attention) == "pads"


def test_danger_is_never_rationed() -> None:
    attention = queue(PARKED, SOON, DANGER, OTHER)
    for key in ("leak", "brakes"):
        assert covering(attention) == key
        attention.acknowledge(key)
    assert covering(attention) == "low"


def test_a_notice_that_is_over_leaves() -> None:
    attention = queue(PARKED, DANGER)
    attention.update([])
    assert covering(attention) is None
    attention.update([DANGER])
    assert covering(attention) == "leak"


def test_one_that_gets_worse_is_told_again() -> None:
    attention = queue(PARKED, SOON)
    attention.acknowledge("low")
    attention.update([Notice("low", Priority.CRITICAL)])
    assert covering(attention) == "low"


NOTICES = st.lists(
    st.builds(Notice, st.sampled_from("abcdef"), st.sampled_from(Priority)),
    unique_by=lambda notice: notice.key,
)


@given(NOTICES, st.sampled_from([PARKED, IDLING, MOVING, Mode.LOCKED]))
def test_nothing_more_urgent_ever_waits(notices: list[Notice], mode: Mode) -> None:
    attention = queue(mode, *notices)
    able = [
        n.priority
        for n in notices
        if presentation(n.priority, mode) in {Presentation.OVERLAY, Presentation.CARD}
    ]
    current = next((n for n in notices if n.key == covering(attention)), None)
    assert (None if current is None else current.priority) == min(able, default=None)
