"""Flows that driving off interrupts: what is kept, what is wiped, where they go on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.core.errors import HabitacleError
from app.core.flows import Flow, FlowBook, Need, Reminders, Stage, granted
from app.core.restriction_rules import CAPABILITIES, MODES, Mode

SETUP = Need("setup")


def modes(**given: Mode) -> Callable[[str], Mode]:
    return lambda capability: given.get(capability, Mode.LOCKED)


PARKED = modes(setup=Mode.FULL, maintenance=Mode.FULL, pay=Mode.FULL, offers=Mode.FULL)
IDLING = modes(maintenance=Mode.LIMITED, pay=Mode.LIMITED, offers=Mode.LIMITED)
MOVING = modes(maintenance=Mode.CARD, offers=Mode.HIDDEN)


def flow(name: str = "pairing", *, deferring: bool = False, need: Need = SETUP) -> Flow:
    return Flow(name, need, f"settings/{name}", deferring)


def begun(name: str = "pairing", *, deferring: bool = False) -> FlowBook:
    book = FlowBook()
    assert book.begin(flow(name, deferring=deferring), PARKED)
    return book


def stage(book: FlowBook, name: str = "pairing") -> Stage:
    found = book.get(name)
    assert found is not None
    return found.stage


def offered(book: FlowBook) -> tuple[Flow, ...]:
    return book.offered


def test_a_flow_keeps_step_and_inputs_and_loses_its_secrets() -> None:
    book = begun()
    assert book.keep("pairing", "code", {"device": "phone"})
    assert book.keep_secret("pairing", "pin", "1234")
    moved = book.restrict(MOVING)
    assert moved.suspended == ("pairing",)
    kept = book.get("pairing")
    assert kept is not None
    assert (kept.step, dict(kept.inputs), dict(kept.secrets)) == ("code", {"device": "phone"}, {})
    assert book.restrict(PARKED).resumed == ("pairing",)
    assert stage(book) is Stage.ACTIVE


def test_a_secret_is_not_in_the_words_of_a_flow() -> None:
    book = begun()
    book.keep_secret("pairing", "pin", "4711")
    assert "4711" not in repr(book.get("pairing"))


def test_nothing_is_put_in_while_suspended() -> None:
    book = begun()
    book.restrict(MOVING)
    assert not book.keep("pairing", "late", {"device": "tablet"})
    assert not book.keep_secret("pairing", "pin", "1")
    assert not book.keep("nobody", "", {})
    book.restrict(PARKED)
    assert book.get("pairing") == flow()


def test_a_closed_screen_is_offered_and_goes_on_where_it_was() -> None:
    book = begun()
    book.keep("pairing", "code", {"device": "phone"})
    book.restrict(MOVING)
    book.leave("pairing")
    assert offered(book) == ()
    assert book.restrict(PARKED).offered == ("pairing",)
    assert [each.route for each in offered(book)] == ["settings/pairing"]
    assert book.begin(flow(), PARKED)
    again = book.get("pairing")
    assert again is not None
    assert (again.stage, again.step, again.shown) == (Stage.ACTIVE, "code", True)
    assert offered(book) == ()


def test_an_offer_waits_through_further_drives() -> None:
    book = begun()
    book.restrict(MOVING)
    book.leave("pairing")
    for _ in range(3):
        assert book.restrict(PARKED).offered == ("pairing",)
        assert book.restrict(IDLING).suspended == ("pairing",)
        assert offered(book) == ()


def test_leaving_while_allowed_ends_a_flow() -> None:
    book = begun()
    book.leave("pairing")
    assert book.get("pairing") is None
    assert book.restrict(MOVING).suspended == ()


def test_coming_back_to_the_screen_before_the_release_needs_no_offer() -> None:
    book = begun()
    book.restrict(MOVING)
    book.leave("pairing")
    assert not book.begin(flow(), MOVING)
    moved = book.restrict(PARKED)
    assert (moved.resumed, moved.offered) == (("pairing",), ())


def test_a_deferring_flow_closes_and_never_returns_by_itself() -> None:
    book = begun(deferring=True)
    assert book.restrict(IDLING).deferred == ("pairing",)
    assert book.get("pairing") is None
    assert book.restrict(PARKED).resumed == ()


def test_no_flow_begins_while_forbidden() -> None:
    book = FlowBook()
    assert not book.begin(flow(), IDLING)
    assert book.get("pairing") is None


def test_an_end_is_final() -> None:
    book = begun()
    book.restrict(MOVING)
    book.end("pairing")
    book.end("pairing")
    assert book.restrict(PARKED).resumed == ()


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("setup", Need("setup", Mode.FULL)),
        ("score/limited", Need("score", Mode.LIMITED)),
        ("text_entry/full", Need("text_entry", Mode.FULL)),
    ],
)
def test_needs_are_read(text: str, need: Need) -> None:
    assert Need.parse(text) == need


@pytest.mark.parametrize("text", ["", "flying", "setup/most", "/full"])
def test_a_need_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(HabitacleError, match="no capability"):
        Need.parse(text)


@pytest.mark.parametrize("mode", MODES)
def test_granted_names_exactly_the_needs_that_are_met(mode: Mode) -> None:
    texts = granted({"setup": mode})
    for least in MODES:
        expected = MODES.index(mode) <= MODES.index(least)
        assert (f"setup/{least}" in texts) is expected
    assert ("setup" in texts) is (mode is Mode.FULL)


def test_a_reminder_shows_once_its_item_is_free_and_only_then() -> None:
    reminders = Reminders()
    reminders.add("offers", Need("offers"))
    reminders.add("settings/language", SETUP)
    reminders.add("offers", Need("offers"))
    assert reminders.due(MOVING) == ()
    assert reminders.due(IDLING) == ()
    assert reminders.due(PARKED) == ("offers", "settings/language")
    assert "offers" in reminders
    reminders.drop("offers")
    reminders.drop("offers")
    assert reminders.due(PARKED) == ("settings/language",)


@dataclass
class Expected:
    """What must be known of a flow, written without the book's stages."""

    need: Need
    deferring: bool
    allowed: bool
    shown: bool = True
    inputs: dict[str, str] = field(default_factory=dict)


NAMES = st.sampled_from(["a", "b", "c"])
NEEDS = st.sampled_from([Need("setup"), Need("pay"), Need("pay", Mode.LIMITED), Need("offers")])


class Interruptions(RuleBasedStateMachine):
    """Any order of driving, opening, closing and typing keeps the promises of a flow."""

    @initialize()
    def start(self) -> None:
        self.book = FlowBook()
        self.mode = PARKED
        self.known: dict[str, Expected] = {}

    @rule(name=NAMES, need=NEEDS, deferring=st.booleans())
    def open(self, name: str, need: Need, deferring: bool) -> None:
        known = self.known.get(name)
        begun = self.book.begin(Flow(name, need, name, deferring), self.mode)
        if known is not None and not known.allowed:
            assert not begun
            known.shown = True
        elif begun:
            assert need.met(self.mode)
            if known is None:
                self.known[name] = Expected(need, deferring, allowed=True)
            else:
                known.shown = True
        else:
            assert not need.met(self.mode)

    @rule(name=NAMES, text=st.text(max_size=3))
    def type(self, name: str, text: str) -> None:
        known = self.known.get(name)
        may = known is not None and known.allowed and known.shown
        assert self.book.keep(name, text, {"text": text}) is may
        assert self.book.keep_secret(name, "pin", "1") is may
        if known is not None and may:
            known.inputs = {"text": text}

    @rule(name=NAMES)
    def close(self, name: str) -> None:
        known = self.known.get(name)
        self.book.leave(name)
        if known is not None:
            if known.allowed and known.shown:
                del self.known[name]
            else:
                known.shown = False

    @rule(mode=st.sampled_from([PARKED, IDLING, MOVING]))
    def drive(self, mode: Callable[[str], Mode]) -> None:
        self.mode = mode
        moved = self.book.restrict(mode)
        for name, known in tuple(self.known.items()):
            allowed = known.need.met(mode)
            if known.allowed and not allowed:
                assert name in (moved.deferred if known.deferring else moved.suspended)
                if known.deferring:
                    del self.known[name]
            elif allowed and not known.allowed:
                assert name in (moved.resumed if known.shown else moved.offered)
            known.allowed = allowed

    @precondition(lambda self: self.known)
    @invariant()
    def nothing_is_lost_and_no_secret_stays(self) -> None:
        for name, known in self.known.items():
            found = self.book.get(name)
            assert found is not None
            assert dict(found.inputs) == known.inputs
            assert (found.stage is Stage.SUSPENDED) is (not known.allowed)
            assert found.stage is Stage.ACTIVE or not found.secrets

    @invariant()
    def offered_is_what_waits_with_its_screen_closed(self) -> None:
        waiting = {n for n, k in self.known.items() if k.allowed and not k.shown}
        assert {each.id for each in offered(self.book)} == waiting


Interruptions.TestCase.settings = settings(max_examples=60, deadline=None)
TestInterruptions = Interruptions.TestCase


def test_every_capability_can_be_a_need() -> None:
    assert [Need.parse(each).capability for each in CAPABILITIES] == list(CAPABILITIES)
