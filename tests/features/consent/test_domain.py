"""The worked examples of the specification, and the bounds around them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.canonical import GENESIS, chain_hash
from app.core.message import Verdict
from app.features.consent.domain.calendar import add_months, consent_now
from app.features.consent.domain.chain import first_break, seal
from app.features.consent.domain.notice import text_sha256
from app.features.consent.domain.permitted import may_ask, permitted
from app.features.consent.domain.record import Event, Record, draft, ending, utc_text
from app.features.consent.domain.states import PERMITTING, State, may_follow, state_of
from tests.fakes.privacy import IDENTITY, ConsentBench

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
FIRST = "c62946b6f617050f43d1532f9c1e7bc3ed710697ba398ec5edf33fc99319cb3e"
SECOND = "ef57d1094514b7d889efe7a87a8ca2663c1ad09822e2c6db13ef8cbd0a5ad6d8"


def test_the_hash_examples() -> None:
    one = seal({"schema": "test/1", "state": "given"}, 1, GENESIS)
    two = seal({"schema": "test/1", "state": "withdrawn"}, 2, one["hash"])
    assert (one["hash"], two["hash"]) == (FIRST, SECOND)
    assert first_break([one, two]) is None


def test_every_kind_of_tampering_breaks_the_chain() -> None:
    links = []
    head = GENESIS
    for seq in range(1, 5):
        links.append(seal({"n": seq}, seq, head))
        head = links[-1]["hash"]
    changed = [*links[:1], links[1] | {"n": 9}, *links[2:]]
    rehashed = links[1] | {"n": 9}
    rehashed["hash"] = chain_hash(rehashed)
    assert first_break(changed) == 1
    assert first_break([links[0], rehashed, *links[2:]]) == 2
    assert first_break([links[0], *links[2:]]) == 1
    assert first_break([links[1], links[0]]) == 0
    assert first_break([links[0], links[0]]) == 1
    assert first_break([{}]) == 0


def test_the_text_hash_example() -> None:
    shown = (
        ("title", "Partager le score de conduite"),
        ("body", "Votre score et les km du mois sont envoyés à Assureur Exemple."),
        ("refuse", "Refuser"),
        ("accept", "Accepter"),
    )
    assert text_sha256(shown) == "f22abeb7d449c2b2f797060d6a0b0542d1aa31cbcba940ce052810e9d5e290b3"


def test_calendar_months_are_clamped() -> None:
    assert add_months(date(2027, 1, 31), 13) == date(2028, 2, 29)
    assert add_months(date(2026, 11, 22), 24) == date(2028, 11, 22)
    assert add_months(date(2026, 12, 31), 2) == date(2027, 2, 28)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_months_later_is_that_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@pytest.mark.parametrize(
    ("trusted", "offset_h", "expected_h"),
    [
        (True, 5, 5),
        (True, -5, 0),
        (False, 5, 5),
        (False, 24, 24),
        (False, 25, None),
        (False, -1, None),
    ],
)
def test_the_clock_cannot_be_set_back(trusted: bool, offset_h: int, expected_h: int | None) -> None:
    found = consent_now(NOW + timedelta(hours=offset_h), NOW, timedelta(hours=24), trusted=trusted)
    assert found == (None if expected_h is None else NOW + timedelta(hours=expected_h))


def test_an_untrusted_clock_without_a_mark_is_not_believed() -> None:
    assert consent_now(NOW, None, timedelta(hours=24), trusted=False) is None


TABLE = {
    "unknown": "requested",
    "requested": "given refused deferred",
    **dict.fromkeys(
        ("deferred", "refused", "withdrawn", "revoked", "expired", "invalidated"), "requested"
    ),
    **dict.fromkeys(("given", "renewed"), "withdrawn expired invalidated revoked renewed"),
}


def test_transitions_are_those_of_the_table() -> None:
    allowed = {(a, b) for a in State for b in State if may_follow(a, b)}
    assert allowed == {(State(a), State(b)) for a, words in TABLE.items() for b in words.split()}
    assert set(TABLE) == {state.value for state in State}
    assert {State.GIVEN, State.RENEWED} == PERMITTING
    assert state_of("from_tomorrow") is State.UNKNOWN


def record(state: State = State.GIVEN, time: datetime = NOW, **changes: object) -> Record:
    bench = ConsentBench()
    purpose, recipient = next(bench.data.registry.askable())
    event = Event(state, time, "ntp", "driver", "test", "parked")
    body = draft(event, purpose, recipient, bench.shown(), IDENTITY)
    return Record({**body, "record_id": "r-1", **changes})


def test_a_record_has_every_required_field() -> None:
    body = record().body
    assert {"schema", "profile_id", "vehicle_id_hash", "purpose", "recipient", "data"} <= set(body)
    assert {"processing", "notice", "event", "valid_until", "withdrawal"} <= set(body)
    assert set(body["purpose"]) == {"id", "version", "dpv", "lawful_basis"}
    assert set(body["recipient"]) == {"id", "name", "address", "contact", "role", "country"}
    assert all(set(item) == {"cat", "dpv", "optional"} for item in body["data"])
    assert {"where", "retention", "transfer_outside_eea", "profiling"} <= set(body["processing"])
    assert body["valid_until"] == "2028-11-24"
    assert body["event"]["time"] == utc_text(NOW) == "2026-11-24T12:00:00Z"
    assert record(State.REFUSED).body["valid_until"] is None


def test_an_ending_keeps_the_detail_but_not_the_links() -> None:
    given_record = record(seq=3, hash="h", prev_hash="p", receipt_id="x")
    event = Event(State.WITHDRAWN, NOW, "ntp", "driver", "test", "moving")
    body = ending(given_record, event, "0.1.0")
    assert body["notice"] == given_record.body["notice"]
    assert not {"seq", "hash", "prev_hash", "record_id", "receipt_id"} & set(body)
    assert (body["event"]["state"], body["valid_until"]) == ("withdrawn", None)


@pytest.mark.parametrize(
    ("valid_until", "expected"),
    [
        ("2028-11-24", date(2028, 11, 24)),
        ("2027-01-01", date(2027, 1, 1)),
        ("2099-01-01", date(2028, 11, 24)),
        ("2020-01-01", date(2026, 11, 24)),
        (None, date(2026, 11, 24)),
        ("soon", date(2026, 11, 24)),
    ],
)
def test_a_faulty_validity_is_expired_or_capped(valid_until: str | None, expected: date) -> None:
    assert record(valid_until=valid_until).until(24) == expected


def verdict(newest: Record | None, now: datetime | None = NOW, major: str = "1") -> str:
    purpose, _ = next(ConsentBench().data.registry.askable())
    found = permitted(purpose, newest, major, now)
    return found.reason or found.verdict.value


def test_only_a_standing_consent_permits() -> None:
    assert verdict(record()) == verdict(record(State.RENEWED)) == "send"
    assert verdict(None) == "no_consent"
    for state in set(State) - PERMITTING:
        assert verdict(record(state)) == f"consent_{state.value}"


def test_a_consent_ends_at_midnight_utc_of_its_last_day() -> None:
    end = datetime(2028, 11, 24, tzinfo=UTC)
    assert verdict(record(), end - timedelta(seconds=1)) == "send"
    assert verdict(record(), end) == "consent_expired"


def test_a_new_major_notice_or_purpose_ends_it() -> None:
    assert verdict(record(), major="2") == "consent_outdated"
    older = record()
    purpose = {**older.body["purpose"], "version": 0}
    assert verdict(Record({**older.body, "purpose": purpose})) == "consent_outdated"


def test_without_a_believable_clock_it_waits() -> None:
    purpose, _ = next(ConsentBench().data.registry.askable())
    assert permitted(purpose, record(), "1", None).verdict is Verdict.HOLD


def test_necessary_purposes_need_no_record() -> None:
    purpose = ConsentBench().data.registry.purposes["P1"]
    assert permitted(purpose, None, "", None).verdict is Verdict.SEND


def test_the_cool_down() -> None:
    days = timedelta(days=90)
    for state in (State.REFUSED, State.WITHDRAWN):
        assert not may_ask(record(state), NOW + timedelta(days=89), days)
        assert may_ask(record(state), NOW + days, days)
        assert not may_ask(record(state), None, days)
    assert may_ask(None, NOW, days)
    assert may_ask(record(State.EXPIRED), NOW, days)
    assert not may_ask(record(), NOW, days)
