"""The checklist of the consent specification, section 9, point by point."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.store import ConsentRepository, Ledger, Store
from app.core.message import Verdict
from app.features.consent.domain.asking import Reason
from app.features.consent.domain.notice import text_sha256
from app.features.consent.domain.purposes import IN_CAR, Basis
from app.features.consent.domain.receipt import receipt
from app.features.consent.domain.states import PERMITTING, State
from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import P3, ConsentBench
from tests.features.consent.test_asking import given, reasons
from tests.features.consent.test_service import settle, states

DAY = timedelta(days=1).total_seconds()


def test_01_a_fresh_profile_has_nothing_on_but_what_is_necessary(bench: ConsentBench) -> None:
    registry = bench.data.registry
    asked = list(registry.askable())
    assert len(asked) >= 10
    for purpose, recipient in asked:
        assert bench.service.state(purpose.id, recipient.id) is State.UNKNOWN
        assert bench.service.permits(purpose.id, recipient.id) is None
    modes = bench.modes
    assert (modes.location, modes.privacy, modes.guest, modes.minor) == ("off", *(False,) * 3)
    on = {
        each.id
        for each in registry.purposes.values()
        if each.basis in {Basis.NECESSARY, Basis.LEGAL}
    }
    for name in on:
        for lang in ("en", "fr"):
            notice = bench.data.notices[lang, name]
            assert notice.why, "shown locked, with its reason"
            assert notice.without


def test_05_a_record_says_which_words_were_answered_and_how(
    bench: ConsentBench, records: FakeConsentStore
) -> None:
    for lang, purpose in bench.data.notices:
        assert bench.data.notices[lang, purpose].major == bench.data.notices["en", purpose].major
    text = bench.data.notices["fr", "P3"].filled("Garage Demo", "23 nov. 2028")
    shown = replace(bench.shown(), notice=text, rendered=text.sheet(), scrolled_to_end=True)
    bench.service.give(*P3, shown)
    settle(bench)
    body = records.records[-1].body
    assert body["notice"] == {
        "id": "N-P3",
        "version": "1.0",
        "lang": "fr",
        "text_sha256": text_sha256(text.sheet()),
        "shown_ms": 4200,
        "scrolled_to_end": True,
    }
    assert body["event"]["ui_build"] == bench.identity.ui_build
    assert body["event"]["method"] == "touch:consent.sheet.accept"
    layers = {text_sha256(each) for each in (text.brief(), text.sheet(), text.rendered())}
    assert len(layers) == 3, "the hash tells the layers apart"


def test_06_a_material_change_ends_it_and_is_asked_once_when_parked(
    bench: ConsentBench, records: FakeConsentStore, clock: ManualClock
) -> None:
    given(bench, P3)
    registry = bench.data.registry
    newer = replace(registry.purposes["P3"], version=2)
    bench.book.registry = replace(registry, purposes={**registry.purposes, "P3": newer})
    bench.vehicle.state = "moving"
    bench.service.retry()
    settle(bench)
    assert states(records)[-1] == "invalidated"
    assert bench.book.finding(*P3).verdict is Verdict.DROP
    assert bench.service.renewals() == ()
    bench.vehicle.state = "parked"
    (due,) = bench.service.renewals()
    assert ((due.purpose, due.recipient), due.reason) == (P3, Reason.CHANGED)
    bench.service.ask(*P3, bench.shown())
    bench.defer()
    settle(bench)
    for _ in range(3):
        bench.service.drive_began()
        clock.advance(DAY)
        assert bench.service.renewals() == ()


@pytest.mark.parametrize(
    ("key", "months"),
    [
        *((key, 24) for key in (P3, ("P4", IN_CAR), ("P5", "insurer-demo"))),
        *((key, 13) for key in (("P8", IN_CAR), ("P9", "shop-partner"), ("P12", IN_CAR))),
    ],
)
def test_08_a_consent_ends_after_its_months_with_one_reminder(
    bench: ConsentBench, clock: ManualClock, key: tuple[str, str], months: int
) -> None:
    given(bench, key)
    end = datetime(2028, 11, 24, tzinfo=UTC) if months == 24 else datetime(2027, 12, 24, tzinfo=UTC)
    reminded = []
    clock.wall = end - timedelta(days=40)
    while clock.wall < end - timedelta(hours=1):
        bench.service.retry()
        settle(bench)
        for due in bench.service.renewals():
            reminded.append(due.reason)
            bench.service.ask(due.purpose, due.recipient, bench.shown(due.purpose))
        clock.wall += timedelta(hours=23)
    assert reminded == [Reason.EXPIRING]
    clock.wall = end - timedelta(seconds=1)
    assert bench.service.permits(*key) is not None
    clock.wall = end
    assert bench.service.permits(*key) is None
    bench.service.retry()
    settle(bench)
    assert bench.service.state(*key) is State.EXPIRED
    assert bench.service.renewals() == (), "no nagging once it is over"


@pytest.mark.parametrize("purpose", ["P5", "P8", "P9"])
def test_15_a_minor_needs_a_guardian_for_marketing_and_sharing_the_score(
    bench: ConsentBench, records: FakeConsentStore, purpose: str
) -> None:
    (recipient, *_) = (r.id for p, r in bench.data.registry.askable() if p.id == purpose)
    given(bench, (purpose, recipient), P3)
    bench.modes.set_minor(True)
    assert bench.service.permits(purpose, recipient) is None, "given before it was known"
    assert bench.service.permits(*P3) is not None
    bench.service.withdraw(purpose, recipient)
    settle(bench)
    bench.give(purpose, recipient)
    settle(bench)
    assert bench.problems == ["minor"]
    assert (purpose, recipient) not in reasons(bench, purpose)
    bench.service.give(purpose, recipient, bench.shown(purpose), by="guardian")
    settle(bench)
    assert bench.service.permits(purpose, recipient) == records.records[-1].id
    assert records.records[-1].by == "guardian"


def test_15_the_age_limit_is_the_countrys(bench: ConsentBench) -> None:
    rules = bench.data.registry.rules
    assert rules.minor_blocked == {"P5", "P7", "P8", "P9"}
    assert {rules.age_limit(country) for country in ("FI", "FR", "DE", "XX")} == {13, 15, 16}
    assert all(13 <= rules.age_limit(country) <= 16 for country in rules.age_limits)


def test_16_every_decision_has_a_receipt_with_its_words(
    bench: ConsentBench, clock: ManualClock
) -> None:
    given(bench, P3)
    bench.withdraw()
    bench.service.refuse("P4", IN_CAR, bench.shown("P4"))
    settle(bench)
    clock.advance(1)
    found = bench.service.receipts()
    assert [each.state.value for each in found] == ["refused", "withdrawn", "given"]
    assert len({each.body["receipt_id"] for each in found}) == 3
    for each in found:
        text = bench.service.text(each).result()
        made = receipt(each, text)
        assert made["record"] == each.body
        assert made["receipt_id"] == each.body["receipt_id"]
        assert text is not None
        assert text_sha256(text) == each.body["notice"]["text_sha256"]


@pytest.mark.parametrize("trusted", [False, True])
@pytest.mark.parametrize("days", [-2000, -731, -1, 400])
def test_20_no_clock_revives_an_expired_consent(
    records: FakeConsentStore, clock: ManualClock, days: int, trusted: bool
) -> None:
    bench = ConsentBench(records, clock).start()
    given(bench, P3)
    clock.wall += timedelta(days=731)
    bench.service.retry()
    settle(bench)
    assert states(records)[-1] == "expired"
    clock.trusted = trusted
    clock.wall += timedelta(days=days)
    for each in (bench, ConsentBench(records, clock, bench.mode_store).start()):
        each.service.retry()
        each.post.run()
        assert each.service.permits(*P3) is None
        assert each.state == "expired"
        assert each.book.finding(*P3).verdict is Verdict.DROP


def test_20_a_clock_set_back_before_the_end_does_not_gain_a_day(
    bench: ConsentBench, clock: ManualClock
) -> None:
    given(bench, P3)
    clock.wall += timedelta(days=731)
    assert bench.service.permits(*P3) is None, "seen, but not yet written"
    clock.wall -= timedelta(days=731)
    assert bench.service.permits(*P3) is None


TAMPERED = {
    "changed": "UPDATE {table} SET body=replace(body, '{old}', '{new}') WHERE seq=2",
    "removed": "DELETE FROM {table} WHERE seq=2",
    "cut": "DELETE FROM {table} WHERE seq=(SELECT max(seq) FROM {table})",
    "reordered": "UPDATE {table} SET body=(SELECT body FROM {table} WHERE seq=1) WHERE seq=2",
}


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", clock)
    yield opened
    opened.close()


@pytest.mark.parametrize("how", TAMPERED)
def test_21_a_touched_consent_log_counts_for_nothing(
    store: Store, clock: ManualClock, how: str
) -> None:
    repository = ConsentRepository(store)
    records = FakeConsentStore()
    source = ConsentBench(records, clock).start()
    given(source, P3, ("P4", IN_CAR))
    bodies = [
        {
            name: each
            for name, each in record.body.items()
            if name not in {"seq", "hash", "prev_hash"}
        }
        for record in records.records
    ]
    repository.append(bodies, None).result(5)
    whole = repository.load().result(5)
    assert whole.intact
    assert sum(record.state in PERMITTING for record in whole.records) == 2
    statement = TAMPERED[how].format(table="consent_record", old="parked", new="moving")
    assert store.profile.write(lambda c: c.execute(statement).rowcount).result(5) == 1
    log = repository.load().result(5)
    assert not log.intact
    bench = ConsentBench(FakeConsentStore(log.records, intact=log.intact), clock).start()
    assert not bench.service.intact
    for key in (P3, ("P4", IN_CAR)):
        assert bench.service.permits(*key) is None
        assert bench.service.state(*key) is State.UNKNOWN
    assert bench.service.due() == ()


@pytest.mark.parametrize("how", TAMPERED)
def test_21_a_touched_ledger_is_noticed(store: Store, how: str) -> None:
    from app.adapters.store.ledger_rows import append_link

    ledger = Ledger(store)

    def three(connection: object) -> None:
        for number in range(3):
            append_link(connection, {"ts": f"2026-11-24T12:00:0{number}.000Z", "n": number})  # type: ignore[arg-type]

    store.profile.write(three).result(5)
    assert ledger.verify().result(5)
    statement = TAMPERED[how].format(table="ledger", old='"n":1', new='"n":7')
    assert store.profile.write(lambda c: c.execute(statement).rowcount).result(5) == 1
    assert not ledger.verify().result(5)
