"""What is asked, when and why; and what ends without the driver."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.core.canonical import GENESIS
from app.core.errors import HabitacleError
from app.features.consent.domain.asking import Reason
from app.features.consent.domain.chain import seal
from app.features.consent.domain.purposes import IN_CAR
from app.features.consent.domain.record import Record
from app.features.consent.domain.states import State
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench
from tests.features.consent.test_service import by_hand, settle, states

P4, P5 = ("P4", IN_CAR), ("P5", "insurer-demo")
NORD = ("P5", "insurer-nord")


def reasons(bench: ConsentBench, purpose: str | None = None) -> dict[tuple[str, str], Reason]:
    return {(due.purpose, due.recipient): due.reason for due in bench.service.due(purpose)}


def given(bench: ConsentBench, *keys: tuple[str, str]) -> None:
    for key in keys:
        bench.give(*key)
    settle(bench)
    assert all(bench.service.state(*key) is State.GIVEN for key in keys)


def test_a_fresh_profile_may_be_asked_what_its_services_need(bench: ConsentBench) -> None:
    found = reasons(bench)
    assert set(found.values()) == {Reason.NEW}
    assert {P3, P4, P5, NORD} <= found.keys()
    assert "P11" not in {purpose for purpose, _ in found}, "statistics are asked in the settings"
    assert reasons(bench, "P11") == {("P11", "manufacturer"): Reason.NEW}
    assert bench.service.renewals() == ()


@pytest.mark.parametrize("vehicle", ["idling", "moving", "unknown"])
def test_nothing_is_asked_unless_parked(bench: ConsentBench, vehicle: str) -> None:
    bench.vehicle.state = vehicle
    assert bench.service.due() == ()
    bench.service.ask(*P3, bench.shown())
    settle(bench)
    assert bench.state == "unknown"


def test_nothing_is_asked_of_a_guest_or_in_privacy_mode(bench: ConsentBench) -> None:
    for act in (bench.modes.set_privacy, bench.modes.set_guest):
        act(True)
        assert bench.service.due() == ()
        bench.give()
        assert bench.problems[-1] in {"privacy_mode", "guest"}
        act(False)
    settle(bench)
    assert bench.state == "unknown"


def test_a_question_on_the_screen_is_recorded_and_answered(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.service.ask(*P3, bench.shown())
    bench.give()  # before the question is on the disk
    settle(bench)
    assert states(records) == ["requested", "given"]
    assert records.records[0].by == "system"


def test_a_power_cut_defers_an_open_question(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    for _ in range(3):
        bench.service.ask(*P3, bench.shown())
        settle(bench)
        assert bench.state == "requested"
        bench = ConsentBench(records, clock).start()
    assert states(records) == [*("requested", "deferred") * 2, "requested", "refused"]
    assert reasons(bench, "P3") == {}


def test_what_was_put_off_comes_again_after_the_next_drive(bench: ConsentBench) -> None:
    bench.defer()
    settle(bench)
    assert reasons(bench, "P3") == {}
    bench.service.drive_began()
    assert reasons(bench, "P3") == {P3: Reason.AGAIN}
    assert P3 not in {(due.purpose, due.recipient) for due in bench.service.renewals()}


def test_the_cool_down_binds_that_recipient_alone(bench: ConsentBench, clock: ManualClock) -> None:
    bench.service.refuse(*P5, bench.shown("P5"))
    settle(bench)
    assert reasons(bench, "P5") == {NORD: Reason.NEW}
    clock.advance(timedelta(days=90).total_seconds())
    assert reasons(bench, "P5")[P5] is Reason.AGAIN


def test_everything_is_refused_by_one_tap(bench: ConsentBench, records: FakeConsentStore) -> None:
    keys = (P3, P4, P5)
    bench.service.refuse_all((*key, bench.shown(key[0])) for key in keys)
    settle(bench)
    assert [bench.service.state(*key).value for key in keys] == ["refused"] * 3
    assert len(records.records) == 6


def test_the_last_month_allows_one_reminder_and_a_renewal(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    given(bench, P3)
    clock.advance(timedelta(days=700).total_seconds())
    bench.give()
    settle(bench)
    assert (reasons(bench, "P3"), states(records)[-1]) == ({}, "given"), "too early"
    clock.advance(timedelta(days=3).total_seconds())
    assert [due.reason for due in bench.service.renewals()] == [Reason.EXPIRING]
    bench.service.ask(*P3, bench.shown())
    settle(bench)
    assert bench.service.renewals() == ()
    again = ConsentBench(records, clock, bench.mode_store).start()
    assert again.service.renewals() == (), "one reminder, over restarts"
    again.give()
    settle(again)
    assert states(records) == ["requested", "given", "renewed"]
    clock.advance(timedelta(days=60).total_seconds())
    assert again.service.permits(*P3) == records.records[-1].id
    clock.advance(timedelta(days=680).total_seconds())
    assert again.state == "expired"


def test_time_ends_a_consent_while_the_product_runs(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    given(bench, P3)
    clock.wall += timedelta(days=731)
    for _ in range(2):
        bench.service.retry()
        settle(bench)
    assert states(records) == ["requested", "given", "expired"]
    assert records.tombstones == []
    assert reasons(bench, "P3") == {P3: Reason.AGAIN}


def test_a_lapse_that_is_being_written_lets_the_answer_wait(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    given(bench, P3)
    clock.advance(timedelta(days=731).total_seconds())
    calls = by_hand(bench)
    bench.service.retry()
    bench.withdraw()
    bench.give()
    while calls:
        calls.pop(0)()
    assert states(records) == ["requested", "given", "expired", "requested", "given"]


def test_a_material_change_ends_it_and_is_asked_once(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    given(bench, P3, P4)
    bench.service.notices_changed({**bench.data.notice_majors, "P3": "2"})
    assert (bench.state, bench.service.permits(*P3)) == ("invalidated", None)
    settle(bench)
    assert [due.reason for due in bench.service.renewals()] == [Reason.CHANGED]
    assert records.records[-1].body["event"]["by"] == "system"
    bench.give()
    assert bench.problems == ["notice_changed"], "the text on the screen is the old one"
    settle(bench)
    assert bench.service.state(*P4) is State.GIVEN
    assert bench.state == "deferred"
    assert bench.service.renewals() == (), "asked once; then at the next use of the service"
    bench.service.drive_began()
    assert bench.service.renewals() == ()
    text = replace(bench.notice(), version="2.0")
    bench.clock.advance(1)  # type: ignore[attr-defined]
    bench.service.give(*P3, replace(bench.shown(), notice=text))
    settle(bench)
    assert bench.state == "given"


def test_an_editorial_change_asks_nothing(bench: ConsentBench) -> None:
    given(bench, P3)
    bench.service.notices_changed(dict(bench.data.notice_majors))
    settle(bench)
    assert (bench.state, bench.service.renewals()) == ("given", ())


def test_a_recipient_that_is_gone_gets_nothing_and_is_not_asked_about(bench: ConsentBench) -> None:
    given(bench, P3)
    registry = bench.data.registry
    left = {name: each for name, each in registry.recipients.items() if name != "garage-demo"}
    bench.book.registry = replace(registry, recipients=left)
    bench.service.retry()
    settle(bench)
    assert (bench.state, bench.service.permits(*P3)) == ("invalidated", None)
    assert reasons(bench, "P3") == {}


def test_the_controller_may_end_it_and_is_told_nothing(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    heard: list[tuple[str, str]] = []
    bench.service.on_withdrawal(lambda *key: heard.append(key))
    given(bench, P3)
    records.fail = OSError("disk full")
    bench.vehicle.state = "moving"
    bench.service.revoke(*P3)
    assert (bench.state, bench.service.permits(*P3), heard) == ("revoked", None, [P3])
    settle(bench)
    assert bench.book.paused
    records.fail = None
    bench.service.retry()
    settle(bench)
    assert states(records) == ["requested", "given", "revoked"]
    assert records.records[-1].by == "controller"
    assert (records.tombstones, bench.book.paused) == ([], False)


def test_the_score_takes_the_insurers_with_it(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    given(bench, P3, P4, P5, NORD)
    heard: list[tuple[str, str]] = []
    bench.service.on_withdrawal(lambda *key: heard.append(key))
    bench.service.withdraw("P4")
    assert set(heard) == {P4, P5, NORD}
    assert bench.service.permits("P4") is None
    settle(bench)
    assert [bench.service.state(*key).value for key in (P4, P5, NORD)] == ["withdrawn"] * 3
    assert {told.recipient for told in records.tombstones} == {"insurer-demo", "insurer-nord"}
    assert bench.state == "given", "what does not rest on it stays"
    assert bench.data.registry.dependents("P4") == ("P5",)


def test_processing_in_the_car_rests_on_a_consent_too(bench: ConsentBench) -> None:
    assert bench.service.permits("P4") is None
    given(bench, P4)
    assert bench.service.permits("P4") == bench.service.record(*P4).id  # type: ignore[union-attr]
    bench.modes.set_guest(True)
    assert bench.service.permits("P4") is None
    bench.modes.set_guest(False)
    assert bench.service.permits("P4") is not None


def test_receipts_and_history(bench: ConsentBench) -> None:
    given(bench, P3)
    bench.withdraw()
    settle(bench)
    withdrawn, accepted = bench.service.receipts()
    assert (withdrawn.state, accepted.state) == (State.WITHDRAWN, State.GIVEN)
    assert [r.state.value for r in bench.service.history(*P3)] == [
        "requested",
        "given",
        "withdrawn",
    ]
    assert bench.service.record_by_id(accepted.id) == accepted
    assert bench.service.record_by_id("r-none") is None
    assert bench.service.text(accepted).result() == bench.shown().rendered


def elsewhere(state: str, later: timedelta = timedelta(), **changes: Any) -> dict[str, Any]:
    """A record of the same driver in another car."""
    other, clock = FakeConsentStore(), ManualClock()
    bench = ConsentBench(other, clock).start()
    clock.wall += later
    if state == "refused":
        bench.refuse()
    else:
        given(bench, P3)
        if state == "withdrawn":
            bench.withdraw()
    settle(bench)
    return {**other.records[-1].body, "vehicle_id_hash": "f" * 64, **changes}


DAY = timedelta(days=1)


def test_a_consent_given_in_another_car_is_only_a_proposal(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    assert bench.service.propose(elsewhere("given")) == "proposed"
    settle(bench)
    assert (bench.state, records.records) == ("unknown", [])
    assert [due.reason for due in bench.service.renewals()] == [Reason.OTHER_CAR]
    assert bench.service.proposed(*P3)
    given(bench, P3)
    assert not bench.service.proposed(*P3)
    assert bench.service.propose(elsewhere("given", DAY)) == "ignored"


@pytest.mark.parametrize("state", ["withdrawn", "refused"])
def test_a_refusal_in_another_car_applies_at_once(
    bench: ConsentBench, records: FakeConsentStore, state: str
) -> None:
    given(bench, P3)
    assert bench.service.propose(elsewhere(state, DAY)) == "applied"
    assert bench.service.permits(*P3) is None
    settle(bench)
    assert states(records) == ["requested", "given", "withdrawn"]
    assert len(records.tombstones) == 1
    assert records.records[-1].body["event"]["method"] == "sync:P13"
    assert bench.service.propose(elsewhere(state)) == "ignored", "older than what is known here"


def test_a_refusal_in_another_car_keeps_its_detail(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    body = elsewhere("refused")
    assert bench.service.propose(body) == "applied"
    settle(bench)
    assert states(records) == ["requested", "refused"]
    ours = records.records[-1].body
    assert ours["notice"] == body["notice"]
    assert ours["vehicle_id_hash"] == bench.identity.vehicle_id_hash
    assert reasons(bench, "P3") == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "consent-record/2"},
        {"event": {"state": "given"}},
        {"event": {"state": "given", "time": "2026-11-24T12:00:00", "by": "driver"}},
        {"purpose": "P3"},
        {"notice": {}},
    ],
)
def test_no_record_is_no_proposal(bench: ConsentBench, changes: dict[str, Any]) -> None:
    with pytest.raises(HabitacleError, match="another car"):
        bench.service.propose(elsewhere("given", **changes))


def test_what_this_car_does_not_know_is_ignored(bench: ConsentBench) -> None:
    body = elsewhere("given")
    stranger = {**body, "recipient": {**body["recipient"], "id": "stranger"}}
    future = {**body, "event": {**body["event"], "state": "from_tomorrow"}}
    assert bench.service.propose(stranger) == bench.service.propose(future) == "ignored"


@pytest.mark.parametrize(
    "part",
    [
        {"purpose": {"id": "P99", "version": 1, "dpv": "x", "lawful_basis": "x"}},
        {"recipient": {"id": "stranger", "name": "x"}},
        {"state": "from_tomorrow"},
    ],
)
def test_a_record_of_unknown_words_permits_nothing_and_is_kept(
    records: FakeConsentStore, clock: ManualClock, part: dict[str, Any]
) -> None:
    given(ConsentBench(records, clock).start(), P3)
    body = dict(records.records[-1].body)
    if "state" in part:
        body["event"] = {**body["event"], **part}
    else:
        body.update(part)
    link = {name: each for name, each in body.items() if name not in {"hash", "seq", "prev_hash"}}
    store = FakeConsentStore([Record(seal(link, 1, GENESIS))])
    bench = ConsentBench(store, clock).start()
    settle(bench)
    (key,) = {record.key for record in store.records}
    assert bench.service.permits(*key) is None
    assert bench.book.finding(*key).reason != ""
    assert store.records[0].body == Record(seal(link, 1, GENESIS)).body
    assert bench.service.history(*key)[0] == store.records[0]


def test_the_highest_time_outlives_the_restart(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    given(bench, P3)
    clock.advance(timedelta(days=400).total_seconds())
    bench.service.retry()
    settle(bench)
    clock.trusted = False
    clock.wall -= timedelta(hours=1)
    later = ConsentBench(records, clock, bench.mode_store).start()
    assert later.book.finding(*P3).reason == "clock_untrusted", "set back before what was seen"
    clock.wall += timedelta(hours=2)
    assert later.service.permits(*P3) is not None
    clock.wall += timedelta(hours=24)
    assert later.book.finding(*P3).reason == "clock_untrusted"
