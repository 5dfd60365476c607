"""Modes are in force at once, survive a restart, and are the strictest when unreadable."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.features.consent.domain.modes import REMINDED_MAX, UNREADABLE, ModeState, read, written
from app.features.consent.modes import Modes
from tests.fakes.consents import FakeModeStore, ManualPost

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STATES = st.builds(
    ModeState,
    *(st.booleans(), st.booleans(), st.booleans(), st.booleans()),
    guardian=st.frozensets(st.sampled_from(["P5", "P7"])),
    reminded=st.lists(st.uuids().map(str), max_size=3).map(tuple),
    clock_mark=st.none() | st.datetimes(timezones=st.just(UTC)),
)


@given(STATES)
def test_what_is_written_is_read(state: ModeState) -> None:
    assert read(written(state)) == state


@pytest.mark.parametrize(
    "text",
    [
        *("{", "[]", "{}", "null"),
        written(ModeState()).replace("false", '"no"', 1),
        written(ModeState(clock_mark=NOON)).replace("+00:00", ""),
    ],
)
def test_what_cannot_be_read_is_the_strictest(text: str) -> None:
    assert read(text) == UNREADABLE
    assert UNREADABLE.private
    assert not UNREADABLE.location


def test_a_fresh_profile_has_nothing_on() -> None:
    assert read(None) == ModeState()
    assert not ModeState().private
    assert not ModeState().location


class Kept:
    """Modes over a store that may fail."""

    def __init__(self) -> None:
        self.store = FakeModeStore()
        self.post = ManualPost()
        self.modes = Modes(self.store, self.post)
        self.heard = 0
        self.modes.changed.connect(self._hear)

    def load(self) -> None:
        self.modes.load()
        self.post.run()

    def _hear(self) -> None:
        self.heard += 1


@pytest.fixture
def kept() -> Kept:
    return Kept()


def test_a_mode_is_in_force_before_it_is_written(kept: Kept) -> None:
    kept.load()
    kept.store.fail = OSError("disk full")
    kept.modes.set_privacy(True)
    assert kept.modes.privacy
    kept.post.run()
    assert kept.store.state == ModeState()
    kept.store.fail = None
    kept.modes.retry()
    kept.post.run()
    assert kept.store.state == ModeState(privacy=True)
    heard = kept.heard
    kept.modes.set_privacy(True)
    assert kept.heard == heard, "nothing moved"


def test_what_the_driver_chose_before_it_was_read_stays(kept: Kept) -> None:
    kept.store.state = ModeState(location=True, guest=True)
    kept.modes.set_privacy(True)
    kept.modes.set_location(False)
    assert not kept.modes.ready
    kept.load()
    assert (kept.modes.privacy, kept.modes.location, kept.modes.guest) == (True, "off", True)
    assert kept.store.state == kept.modes.state


def test_unreadable_modes_are_not_known(kept: Kept) -> None:
    kept.store.fail = OSError("unreadable")
    kept.load()
    assert not kept.modes.ready


def test_the_minor_flag_takes_the_approvals_back(kept: Kept) -> None:
    kept.load()
    kept.modes.set_minor(True)
    kept.modes.approve("P5", True)
    assert kept.modes.state.guardian == {"P5"}
    kept.modes.set_minor(False)
    assert kept.modes.state.guardian == frozenset()
    assert not kept.modes.minor


def test_reminders_and_the_clock_are_kept_and_bounded(kept: Kept) -> None:
    kept.load()
    for number in range(REMINDED_MAX + 1):
        kept.modes.note_reminder(f"r-{number}")
    assert not kept.modes.reminded("r-0")
    assert kept.modes.reminded("r-1")
    kept.modes.note_clock(NOON)
    kept.modes.note_clock(NOON + timedelta(minutes=59))
    kept.modes.note_clock(None)
    assert kept.modes.state.clock_mark == NOON
    kept.modes.note_clock(NOON + timedelta(hours=1))
    assert kept.modes.state.clock_mark == NOON + timedelta(hours=1)
    assert len(kept.store.state.reminded) == REMINDED_MAX
