"""Records on disk: chained, cut tails noticed, texts kept verbatim."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from app.adapters.store import ConsentRepository, Store
from app.core.message import Outgoing
from app.features.consent.domain.record import Event, Record, draft
from app.features.consent.domain.states import State
from tests.fakes.car import ManualClock
from tests.fakes.privacy import IDENTITY, ConsentBench

BENCH = ConsentBench()


def body(state: State, number: int) -> dict[str, object]:
    purpose, recipient = next(BENCH.data.registry.askable())
    event = Event(state, BENCH.clock.utc(), "ntp", "driver", "test", "parked")
    made = draft(event, purpose, recipient, BENCH.shown(), IDENTITY)
    return {**made, "record_id": f"r-{number}"}


@pytest.fixture
def repository(store: Store) -> ConsentRepository:
    """Three records: requested, given, withdrawn."""
    made = ConsentRepository(store)
    shown = BENCH.shown().rendered
    made.append([body(State.REQUESTED, 1), body(State.GIVEN, 2)], shown).result(5)
    tombstone = Outgoing("up/withdraw/P3/garage-demo", "consent.withdrawn", "P3", "g", 0, {})
    made.withdraw(body(State.WITHDRAWN, 3), tombstone).result(5)
    return made


def test_records_come_back_in_order_and_whole(
    repository: ConsentRepository, tmp_path: Path, store: Store, clock: ManualClock
) -> None:
    store.close()
    again = Store.open(tmp_path / "data", clock)
    try:
        log = ConsentRepository(again).load().result(5)
    finally:
        again.close()
    assert log.intact
    assert [record.state.value for record in log.records] == ["requested", "given", "withdrawn"]
    assert [record.body["seq"] for record in log.records] == [1, 2, 3]
    assert repository is not None


def test_an_empty_log_is_whole(store: Store) -> None:
    log = ConsentRepository(store).load().result(5)
    assert (log.records, log.intact) == ((), True)


def test_a_shown_text_is_kept_once_and_verbatim(repository: ConsentRepository) -> None:
    shown = BENCH.shown()
    repository.append([body(State.REQUESTED, 4)], shown.rendered).result(5)
    (record,) = [r for r in repository.load().result(5).records if r.id == "r-4"]
    assert repository.text(record.body["notice"]["text_sha256"]).result(5) == shown.rendered
    assert repository.text("0" * 64).result(5) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_record SET body=replace(body, 'withdrawn', 'given') WHERE seq=3",
        "UPDATE consent_record SET body='{' WHERE seq=1",
        "UPDATE consent_record SET body='{}' WHERE seq=1",
        "DELETE FROM consent_record WHERE seq=1",
        "DELETE FROM consent_record WHERE seq=2",
        "DELETE FROM consent_record WHERE seq=3",
        "DELETE FROM consent_record",
    ],
)
def test_a_touched_log_counts_for_nothing(
    repository: ConsentRepository, store: Store, statement: str
) -> None:
    assert store.profile.write(lambda c: c.execute(statement).rowcount).result(5) > 0
    log = repository.load().result(5)
    assert not log.intact
    clock = ManualClock()
    bench = ConsentBench(repository, clock)
    bench.book.load(log)
    assert bench.state == "unknown"


def test_an_older_copy_of_the_profile_is_a_cut_tail(
    repository: ConsentRepository, store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    folder = tmp_path / "data"
    store.close()
    shutil.copy(folder / "p-1.db", tmp_path / "old")
    second = Store.open(folder, clock)
    ConsentRepository(second).append([body(State.REQUESTED, 4)], None).result(5)
    second.close()
    shutil.copy(tmp_path / "old", folder / "p-1.db")
    (folder / "mirror/p-1.consents").unlink()
    third = Store.open(folder, clock)
    try:
        assert not ConsentRepository(third).load().result(5).intact
    finally:
        third.close()
    assert repository is not None


def test_an_older_copy_of_the_profile_is_completed_by_its_mirror(
    repository: ConsentRepository, store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    folder = tmp_path / "data"
    store.close()
    shutil.copy(folder / "p-1.db", tmp_path / "old")
    second = Store.open(folder, clock)
    ConsentRepository(second).append([body(State.REQUESTED, 4)], None).result(5)
    second.close()
    shutil.copy(tmp_path / "old", folder / "p-1.db")
    third = Store.open(folder, clock)
    try:
        log = ConsentRepository(third).load().result(5)
        assert log.intact
        assert [record.id for record in log.records] == ["r-1", "r-2", "r-3", "r-4"]
        (recovery,) = third.recovered
        assert (recovery.file, recovery.reason) == ("p-1.db", "commits lost")
    finally:
        third.close()
    assert repository is not None


def test_a_lagging_copy_of_the_head_is_harmless(
    repository: ConsentRepository, store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    folder = tmp_path / "data"
    store.close()
    shutil.copy(folder / "device.db", tmp_path / "old")
    second = Store.open(folder, clock)
    ConsentRepository(second).append([body(State.REQUESTED, 4)], None).result(5)
    second.close()
    shutil.copy(tmp_path / "old", folder / "device.db")
    third = Store.open(folder, clock)
    try:
        assert ConsentRepository(third).load().result(5).intact
    finally:
        third.close()
    assert repository is not None


def test_a_withdrawal_is_written_whole_or_not_at_all(repository: ConsentRepository) -> None:
    bad = Outgoing("up/withdraw/P3/g", "consent.withdrawn", "P3", "g", 0, {"x": {1, 2}})
    future = repository.withdraw(body(State.WITHDRAWN, 4), bad)
    assert isinstance(future.exception(5), TypeError)
    assert [r.id for r in repository.load().result(5).records] == ["r-1", "r-2", "r-3"]


def test_a_record_of_a_later_version_is_kept_and_permits_nothing(store: Store) -> None:
    made = ConsentRepository(store)
    later = body(State.GIVEN, 1)
    later["event"] = {**later["event"], "state": "from_tomorrow"}  # type: ignore[dict-item]
    made.append([later], None).result(5)
    log = made.load().result(5)
    assert log.intact
    assert [record.state.value for record in log.records] == ["unknown"]


def test_two_records_with_one_number_are_impossible(
    repository: ConsentRepository, store: Store
) -> None:
    def twice(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO consent_record SELECT 3, 'x', body, hash FROM consent_record"
        )

    assert isinstance(store.profile.write(twice).exception(5), sqlite3.IntegrityError)
    assert isinstance(repository.load().result(5).records[0], Record)
