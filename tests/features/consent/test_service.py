"""Giving is locked outside Parked, withdrawing never is, and what is written is the truth."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.message import Verdict
from app.features.consent.domain.chain import first_break
from app.features.consent.domain.notice import text_sha256
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench


def states(records: FakeConsentStore) -> list[str]:
    return [record.state.value for record in records.records]


def settle(bench: ConsentBench) -> None:
    bench.post.run()
    assert isinstance(bench.clock, ManualClock)
    bench.clock.advance(1)


def by_hand(bench: ConsentBench) -> list[Callable[[], None]]:
    """Calls from now on: the answers of the store arrive when the test says so."""
    calls: list[Callable[[], None]] = []
    for part in (bench.service, bench.service._writer):
        vars(part)["_ports"] = replace(bench.service._ports, post=calls.append)
    return calls


def test_giving_writes_the_question_and_the_answer_with_its_text(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.give()
    assert bench.service.busy(*P3)
    settle(bench)
    assert states(records) == ["requested", "given"]
    body = records.records[-1].body
    shown = bench.shown().rendered
    assert body["notice"]["text_sha256"] == text_sha256(shown)
    assert (body["notice"]["lang"], body["notice"]["version"]) == ("en", "1.0")
    assert body["notice"]["shown_ms"] == 4200
    assert body["event"]["method"] == "touch:consent.sheet.accept"
    assert (body["event"]["vehicle_state"], body["event"]["clock"]) == ("parked", "ntp")
    assert (body["authority"], body["jurisdiction"]) == ("CNIL", "FR")
    assert body["data"][0]["cat"] == "alert"
    assert records.texts == [shown]
    assert bench.service.permits(*P3) == body["record_id"]
    assert bench.service.permitted_recipients("P3") == ("garage-demo",)
    assert not bench.service.busy(*P3)
    assert first_break(record.body for record in records.records) is None


@pytest.mark.parametrize("vehicle", ["idling", "moving", "unknown"])
def test_giving_is_refused_outside_parked(
    bench: ConsentBench, records: FakeConsentStore, vehicle: str
) -> None:
    bench.vehicle.state = vehicle
    bench.give()
    settle(bench)
    assert bench.problems == ["not_parked"]
    assert records.records == []


def test_giving_is_refused_while_restrictions_lock_it(bench: ConsentBench) -> None:
    bench.vehicle.locked.add("setup")
    bench.give()
    settle(bench)
    assert (bench.problems, bench.state) == (["not_parked"], "unknown")


def test_withdrawing_works_in_motion_and_at_once(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    heard: list[tuple[str, str]] = []
    bench.service.on_withdrawal(lambda *key: heard.append(key))
    bench.give()
    settle(bench)
    bench.vehicle.state = "moving"
    bench.vehicle.locked |= {"setup", "withdraw"}
    generation = bench.gateway.generation(*P3)
    bench.withdraw()
    assert bench.state == "withdrawn", "before anything is written back"
    assert bench.service.permits(*P3) is None
    assert bench.gateway.generation(*P3) == generation + 1
    assert heard == [P3]
    settle(bench)
    assert states(records) == ["requested", "given", "withdrawn"]
    (told,) = records.tombstones
    assert (told.topic, told.type) == ("up/withdraw/P3/garage-demo", "consent.withdrawn")
    assert (told.prio, told.expires_at) == (0, None)
    assert told.data["record_id"] == records.records[-1].id
    assert set(told.data) == {"record_id", "purpose", "recipient", "time"}
    bench.withdraw()
    settle(bench)
    assert len(records.tombstones) == 1


def test_a_withdrawn_consent_can_be_given_again(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    for act in (bench.give, bench.withdraw, bench.give):
        act()
        settle(bench)
    assert states(records) == ["requested", "given", "withdrawn", "requested", "given"]
    assert bench.state == "given"
    assert not bench.service.may_ask(*P3)


def test_the_first_of_two_quick_taps_counts(bench: ConsentBench) -> None:
    assert isinstance(bench.clock, ManualClock)
    bench.refuse()
    bench.post.run()
    bench.clock.advance(0.299)
    bench.give()
    settle(bench)
    assert bench.state == "refused"
    bench.give()
    settle(bench)
    assert bench.state == "given"


@pytest.mark.parametrize("order", ["give refuse", "refuse give"])
def test_simultaneous_taps_are_a_refusal(
    bench: ConsentBench, records: FakeConsentStore, order: str
) -> None:
    for word in order.split():
        getattr(bench, word)()
    settle(bench)
    assert states(records) == ["requested", "refused"]


def test_refusing_what_is_given_withdraws_it(bench: ConsentBench) -> None:
    for act in (bench.give, bench.refuse):
        act()
        settle(bench)
    assert bench.state == "withdrawn"


def test_a_withdrawal_overtakes_a_giving_that_is_being_written(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    calls = by_hand(bench)
    bench.give()
    calls.pop(0)()
    bench.withdraw()
    bench.withdraw()
    while calls:
        calls.pop(0)()
        assert bench.service.permits(*P3) is None
    assert states(records) == ["requested", "given", "withdrawn"]
    assert bench.state == "withdrawn"


def test_a_withdrawal_cancels_a_tap_that_was_not_taken_yet(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.give()
    bench.withdraw()
    settle(bench)
    assert (bench.state, records.records) == ("unknown", [])


def test_a_consent_that_cannot_be_written_is_not_given(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    records.fail = OSError("disk full")
    bench.give()
    settle(bench)
    assert (bench.state, bench.problems) == ("unknown", ["not_written"])
    assert bench.service.permits(*P3) is None


def test_a_withdrawal_that_cannot_be_written_is_in_force_and_stops_everything(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.give()
    settle(bench)
    records.fail = OSError("disk full")
    bench.withdraw()
    settle(bench)
    assert (bench.state, bench.problems) == ("withdrawn", ["withdrawal_not_written"])
    assert bench.book.finding(*P3).reason == "consent_withdrawn"
    assert [bench.book.paused] == [True]
    bench.give()
    assert bench.problems[-1] == "not_ready"
    settle(bench)
    records.fail = None
    bench.refuse()
    settle(bench)
    assert [bench.book.paused] == [False]
    assert len(records.tombstones) == 1
    assert states(records) == ["requested", "given", "withdrawn"]
    assert bench.state == "withdrawn"


def test_an_answer_right_behind_a_withdrawal_follows_it_in_the_log(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.give()
    settle(bench)
    calls = by_hand(bench)
    bench.withdraw()
    bench.refuse()
    while calls:
        calls.pop()()
    assert states(records) == ["requested", "given", "withdrawn", "requested", "refused"]


def test_before_the_log_is_read_nobody_can_answer(records: FakeConsentStore) -> None:
    bench = ConsentBench(records)
    for act in (bench.give, bench.refuse, bench.defer):
        act()
    settle(bench)
    assert bench.problems == ["not_ready"] * 3
    assert records.records == []


def test_the_third_deferral_counts_as_refused(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    for _ in range(3):
        bench.defer()
        settle(bench)
    assert states(records)[1::2] == ["deferred", "deferred", "refused"]
    assert not bench.service.may_ask(*P3)
    assert isinstance(bench.clock, ManualClock)
    bench.clock.advance(timedelta(days=90).total_seconds())
    assert bench.service.may_ask(*P3)


def test_stopping_all_sharing(bench: ConsentBench, records: FakeConsentStore) -> None:
    bench.give()
    settle(bench)
    bench.service.withdraw_all()
    settle(bench)
    assert bench.state == "withdrawn"
    assert len(records.tombstones) == 1


def restarted(records: FakeConsentStore, clock: ManualClock) -> ConsentBench:
    return ConsentBench(records, clock).start()


def test_a_consent_survives_a_restart(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    bench.give()
    settle(bench)
    assert restarted(records, clock).state == "given"


def test_a_broken_chain_means_nothing_is_given(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    bench.give()
    settle(bench)
    broken = restarted(FakeConsentStore(records.records, intact=False), clock)
    assert (broken.state, broken.service.intact) == ("unknown", False)
    assert broken.book.finding(*P3).verdict is Verdict.DROP
    broken.give()
    assert broken.problems == ["not_ready"]


def test_a_log_that_cannot_be_read_lets_nothing_out(
    records: FakeConsentStore, clock: ManualClock
) -> None:
    records.fail = OSError("unreadable")
    bench = restarted(records, clock)
    assert not bench.service.ready
    assert bench.book.finding(*P3).verdict is Verdict.HOLD


def test_expiry_is_written_and_setting_the_clock_back_revives_nothing(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    bench.give()
    settle(bench)
    clock.wall += timedelta(days=731)
    assert bench.state == "expired"
    assert bench.service.permits(*P3) is None
    clock.wall -= timedelta(days=700)
    assert bench.state == "expired"
    clock.wall += timedelta(days=700)
    later = restarted(records, clock)
    assert states(records)[-1] == "expired"
    assert records.records[-1].body["event"]["by"] == "system"
    clock.wall -= timedelta(days=700)
    assert later.state == restarted(records, clock).state == "expired"


def test_an_expired_consent_is_closed_before_a_new_one(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    bench.give()
    settle(bench)
    clock.wall += timedelta(days=731)
    bench.give()
    settle(bench)
    assert states(records) == ["requested", "given", "expired", "requested", "given"]


def test_an_untrusted_clock_pauses_and_marks_nothing(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    bench.give()
    settle(bench)
    clock.trusted = False
    clock.wall += timedelta(days=2)
    later = restarted(records, clock)
    assert later.book.finding(*P3).verdict is Verdict.HOLD
    assert later.state == "given"
    assert states(records)[-1] == "given"


def test_without_an_authority_nothing_is_given(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.identity = replace(bench.identity, jurisdiction="XX")
    bench.give()
    settle(bench)
    assert (bench.state, bench.problems) == ("unknown", ["not_written"])
    assert records.records == []


def test_a_withdrawal_is_written_once_there_is_room_again(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    bench.give()
    settle(bench)
    records.fail = OSError("disk full")
    bench.withdraw()
    settle(bench)
    bench.service.retry()
    settle(bench)
    assert (records.tombstones, bench.book.paused) == ([], True)
    records.fail = None
    bench.service.retry()
    settle(bench)
    assert states(records)[-1] == "withdrawn"
    assert (len(records.tombstones), bench.book.paused) == (1, False)
    bench.service.retry()
    settle(bench)
    assert len(records.tombstones) == 1
