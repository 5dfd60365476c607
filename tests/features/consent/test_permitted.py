"""The table of section 4: every purpose, every circumstance, refused unless it says so."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.message import QueuedMessage, Verdict
from app.features.consent.domain.modes import ModeState
from app.features.consent.domain.permitted import Circumstances, may_process, permitted
from app.features.consent.domain.purposes import Basis
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import State
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore, FakeModeStore
from tests.fakes.privacy import P3, ConsentBench
from tests.features.consent.test_domain import NOW, record

BENCH = ConsentBench()
PURPOSES = BENCH.data.registry.purposes
PRIVATE = [
    Circumstances(privacy_mode=True),
    Circumstances(guest=True),
    Circumstances(modes_known=False),
]
EVERYTHING = Circumstances(
    live_request_ms=0, order_named=True, order_active=True, pressed=True, grant=True
)


def of(purpose: str, **changes: Any) -> Record:
    """A consent to *purpose* that holds."""
    body = record(State.GIVEN).body
    return Record({**body, "purpose": {**body["purpose"], "id": purpose}, **changes})


def said(purpose: str, at: Circumstances, newest: Record | None = None) -> str:
    found = permitted(PURPOSES[purpose], newest, "1", NOW, at)
    return found.reason or found.verdict.value


TABLE = [
    ("P1", Circumstances(), "send"),
    ("P6", Circumstances(), "no_live_request"),
    ("P6", Circumstances(live_request_ms=60_000), "send"),
    ("P6", Circumstances(live_request_ms=60_001), "no_live_request"),
    ("P7", Circumstances(), "no_order"),
    ("P7", Circumstances(order_named=True), "send"),
    ("P7", Circumstances(live_request_ms=10), "send"),
    ("P7", Circumstances(order_named=True, minor=True), "minor"),
    ("P7", Circumstances(order_named=True, order_active=True, minor=True), "send"),
    ("P14", Circumstances(), "not_pressed"),
    ("P14", Circumstances(pressed=True), "send"),
    ("P15", Circumstances(), "no_grant"),
    ("P15", Circumstances(grant=True), "send"),
    *((purpose, EVERYTHING, "stays_in_car") for purpose in ("P0", "P2", "P4", "P8", "P12")),
    *((purpose, EVERYTHING, "no_consent") for purpose in ("P3", "P5", "P9", "P10", "P11", "P13")),
]


@pytest.mark.parametrize(("purpose", "at", "expected"), TABLE)
def test_the_table(purpose: str, at: Circumstances, expected: str) -> None:
    assert said(purpose, at) == expected


@pytest.mark.parametrize("mode", PRIVATE)
def test_privacy_mode_and_guests_leave_security_a_running_order_and_a_press(
    mode: Circumstances,
) -> None:
    everything = replace(
        EVERYTHING,
        modes_known=mode.modes_known,
        privacy_mode=mode.privacy_mode,
        guest=mode.guest,
    )
    for purpose in PURPOSES:
        newest = of(purpose) if PURPOSES[purpose].basis is Basis.CONSENT else None
        sent = said(purpose, everything, newest) == "send"
        assert sent is (purpose in {"P1", "P7", "P14"}), purpose
    assert said("P7", replace(everything, order_active=False)) == mode.private
    assert said("P14", replace(everything, pressed=False)) == "not_pressed"


@pytest.mark.parametrize("mode", PRIVATE)
def test_a_consent_waits_for_the_end_of_the_mode(mode: Circumstances) -> None:
    found = permitted(PURPOSES["P3"], of("P3"), "1", NOW, mode)
    assert (found.verdict, found.reason) == (Verdict.HOLD, mode.private)
    refused = permitted(PURPOSES["P3"], None, "1", NOW, mode)
    assert refused.verdict is Verdict.DROP


def test_a_minor_needs_a_guardian() -> None:
    minor = Circumstances(minor=True)
    event = {**record().body["event"], "by": "guardian"}
    assert said("P5", minor, of("P5")) == "minor"
    assert said("P5", minor, of("P5", event=event)) == "send"


@pytest.mark.parametrize("purpose", ["P4", "P8", "P12"])
def test_local_processing_asks_the_same_test(purpose: str) -> None:
    known = PURPOSES[purpose]
    assert may_process(known, None, "1", NOW).verdict is Verdict.DROP
    assert may_process(known, of(purpose), "1", NOW).record_id == "r-1"
    assert may_process(known, of(purpose), "2", NOW).reason == "consent_outdated"
    assert may_process(known, of(purpose), "1", None).verdict is Verdict.HOLD
    for mode in PRIVATE:
        assert may_process(known, of(purpose), "1", NOW, mode).verdict is Verdict.HOLD


def test_what_the_app_needs_to_run_is_processed_without_asking() -> None:
    for purpose in ("P0", "P2"):
        assert may_process(PURPOSES[purpose], None, "", None).verdict is Verdict.SEND


@given(
    st.sampled_from(sorted(PURPOSES)),
    st.builds(
        Circumstances,
        modes_known=st.booleans(),
        privacy_mode=st.booleans(),
        guest=st.booleans(),
        minor=st.booleans(),
        live_request_ms=st.none() | st.integers(-10, 100_000),
        order_named=st.booleans(),
        order_active=st.booleans(),
        pressed=st.booleans(),
        grant=st.booleans(),
    ),
    st.sampled_from([*State, None]),
)
def test_whatever_the_circumstances_only_a_consent_permits(
    purpose: str, at: Circumstances, state: State | None
) -> None:
    newest = None if state is None else of(purpose, event=record(state).body["event"])
    found = permitted(PURPOSES[purpose], newest, "1", NOW, at)
    if found.verdict is Verdict.SEND:
        assert not PURPOSES[purpose].local
        if PURPOSES[purpose].basis is Basis.CONSENT:
            assert state in {State.GIVEN, State.RENEWED}
            assert not at.private
            assert not at.minor
        elif at.private:
            assert purpose in {"P1", "P7", "P14"}


def message(topic: str, kind: str, purpose: str, recipient: str, data: bytes) -> QueuedMessage:
    return QueuedMessage(
        *(1, "m-1", topic, kind, 1, purpose, recipient, 3, "b.1", 0, None, 0, data)
    )


STOP = message("up/order/op", "order.stop", "P7", "op", b'{"order_id":"o-1"}')
NEARBY = message(
    *("anon/nearby", "nearby.request", "P6", "map-service"),
    b'{"cell":{"latitude":60.17337,"longitude":24.93316},"kinds":["charging"],"radius_km":2}',
)
GRANT = message("up/grant/me", "share.stop", "P15", "me", b'{"grant_id":"g-1","at":"t"}')
HELP = message(
    *("up/roadside/assistance-demo", "roadside.call", "P14", "assistance-demo"),
    b'{"call_id":"c","reason":"breakdown","position":{"latitude":60.1,"longitude":24.9,'
    b'"accuracy_m":5},"lang":"en"}',
)


def verdict(bench: ConsentBench, row: QueuedMessage) -> str:
    found = bench.gateway.decide(row)
    return found.reason or found.verdict.value


def with_operator(bench: ConsentBench) -> ConsentBench:
    registry = bench.data.registry
    maker = registry.recipients["manufacturer"]
    known = {**registry.recipients, "op": replace(maker, id="op", purposes=("P7",))}
    bench.book.registry = replace(registry, recipients=known)
    return bench


def test_the_gateway_looks_at_the_message_and_the_moment(
    bench: ConsentBench, clock: ManualClock
) -> None:
    with_operator(bench)
    assert verdict(bench, NEARBY) == "no_live_request"
    bench.situation.request("P6")
    clock.advance(60)
    assert verdict(bench, NEARBY) == "send"
    clock.advance(0.01)
    assert verdict(bench, NEARBY) == "no_live_request"
    assert verdict(bench, HELP) == "not_pressed"
    bench.situation.press("m-1")
    assert verdict(bench, HELP) == "send"
    assert verdict(bench, replace(HELP, id="m-2")) == "not_pressed"
    assert verdict(bench, GRANT) == "no_grant"
    bench.situation.set_grants(frozenset({"me"}))
    assert verdict(bench, GRANT) == "send"
    assert verdict(bench, STOP) == "send"


def test_privacy_mode_keeps_the_stop_of_a_running_order_alone(bench: ConsentBench) -> None:
    with_operator(bench)
    bench.modes.set_privacy(True)
    assert verdict(bench, STOP) == "privacy_mode"
    bench.situation.set_orders(frozenset({"o-1"}))
    assert verdict(bench, STOP) == "send"
    cancel = replace(STOP, type="order.cancel", data=b'{"order_id":"o-1","reason":"changed_mind"}')
    assert verdict(bench, cancel) == "privacy_mode"
    bench.modes.set_minor(True)
    assert verdict(bench, STOP) == "send", "a minor's running order can be stopped, too"


def test_what_was_permitted_before_privacy_mode_does_not_leave(bench: ConsentBench) -> None:
    generation = bench.gateway.generation(*P3)
    security = bench.gateway.generation("P1", "manufacturer")
    bench.modes.set_privacy(True)
    assert bench.gateway.generation(*P3) == generation + 1
    assert bench.gateway.generation("P1", "manufacturer") == security


def test_until_the_modes_are_read_nothing_under_consent_leaves(clock: ManualClock) -> None:
    modes = FakeModeStore()
    modes.fail = OSError("unreadable")
    bench = ConsentBench(FakeConsentStore(), clock, modes).start()
    assert not bench.modes.ready
    assert verdict(bench, STOP) == "unknown_recipient"
    assert verdict(with_operator(bench), STOP) == "modes_unknown"


def test_a_local_purpose_has_no_way_out_even_with_a_topic(bench: ConsentBench) -> None:
    rule = next(rule for rule in bench.data.topics if rule.levels[1] == "maintenance")
    leak = replace(rule, levels=("up", "x"), purpose="P2", recipient="none", basis=Basis.NECESSARY)
    data = b'{"odometer_km":1}'
    fields = {name: each for name, each in rule.fields.items() if name == "odometer_km"}
    gateway = type(bench.gateway)(
        bench.book, [replace(leak, fields=fields)], lambda row: len(row.data)
    )
    row = message("up/x", "maintenance.record", "P2", "none", data)
    assert gateway.decide(row).reason == "stays_in_car"


def test_a_guardian_approves_purchases(bench: ConsentBench) -> None:
    with_operator(bench)
    bench.modes.set_minor(True)
    assert verdict(bench, STOP) == "minor"
    bench.modes.approve("P7", True)
    assert verdict(bench, STOP) == "send"
    bench.modes.approve("P7", False)
    assert verdict(bench, STOP) == "minor"


def test_the_state_kept_is_what_counts_after_a_restart(clock: ManualClock) -> None:
    kept = FakeModeStore(ModeState(privacy=True))
    bench = ConsentBench(FakeConsentStore(), clock, kept).start()
    assert verdict(with_operator(bench), STOP) == "privacy_mode"
