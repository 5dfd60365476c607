"""A command has its effect once, whatever is repeated, lost or cut."""

import sqlite3
from pathlib import Path

import pytest

from app.adapters.store import Store
from app.adapters.store.inbox import Effect, Inbox, Outcome, Sender
from app.features.sync.domain.marks import ABOVE_MAX
from tests.fakes.car import ManualClock


@pytest.fixture
def inbox(store: Store) -> Inbox:
    return Inbox(store)


def count(key: str) -> Effect:
    def effect(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO meta(k, v) VALUES(?, '1') ON CONFLICT(k) DO UPDATE SET v=v+1", (key,)
        )

    return effect


def times(store: Store, key: str) -> int:
    row = store.device.read(lambda c: c.execute("SELECT v FROM meta WHERE k=?", (key,)).fetchone())
    found = row.result(5)
    return 0 if found is None else int(found[0])


def sender(seq: int, floor: int = 0) -> Sender:
    return Sender("cmd", "oem", seq, floor)


def apply(inbox: Inbox, id_: str, of: Sender | None = None) -> Outcome:
    return inbox.apply(id_, of, count(id_)).result(5)


def test_an_id_has_its_effect_once(inbox: Inbox, store: Store) -> None:
    outcomes = [apply(inbox, "c-1") for _ in range(3)]
    assert outcomes == [Outcome.APPLIED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert times(store, "c-1") == 1


def test_an_older_command_is_not_lost_to_a_newer_one(inbox: Inbox, store: Store) -> None:
    assert apply(inbox, "two", sender(2)) is Outcome.APPLIED
    assert apply(inbox, "one", sender(1)) is Outcome.APPLIED
    assert apply(inbox, "again", sender(1)) is Outcome.DUPLICATE
    assert times(store, "again") == 0
    assert inbox.marks().result(5) == {"oem": 2}


def test_a_failed_effect_leaves_the_command_unseen(inbox: Inbox, store: Store) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        count("c")(connection)
        raise LookupError

    assert isinstance(inbox.apply("c", sender(1), fail).exception(5), LookupError)
    assert times(store, "c") == 0
    assert apply(inbox, "c", sender(1)) is Outcome.APPLIED


def test_an_expired_command_uses_its_number(inbox: Inbox, store: Store) -> None:
    assert inbox.settle("old", sender(1), "expired").result(5) is Outcome.APPLIED
    assert apply(inbox, "old", sender(1)) is Outcome.DUPLICATE
    assert inbox.marks().result(5) == {"oem": 1}
    assert times(store, "old") == 0


def test_a_floor_gives_numbers_up(inbox: Inbox) -> None:
    assert apply(inbox, "25", sender(25, floor=24)) is Outcome.APPLIED
    assert inbox.marks().result(5) == {"oem": 25}
    assert apply(inbox, "18", sender(18)) is Outcome.DUPLICATE


def test_too_many_gaps_stop_it_until_the_gap_closes(inbox: Inbox, store: Store) -> None:
    for seq in range(2, 2 + ABOVE_MAX):
        assert apply(inbox, f"c-{seq}", sender(seq)) is Outcome.APPLIED
    late = 500
    assert apply(inbox, "late", sender(late)) is Outcome.FULL
    assert times(store, "late") == 0
    assert apply(inbox, "c-1", sender(1)) is Outcome.APPLIED
    assert apply(inbox, "late", sender(late)) is Outcome.APPLIED


def test_issuers_and_classes_count_apart(inbox: Inbox) -> None:
    assert apply(inbox, "a", Sender("cmd", "oem", 7)) is Outcome.APPLIED
    assert apply(inbox, "b", Sender("order", "oem", 1)) is Outcome.APPLIED
    assert apply(inbox, "c", Sender("cmd", "psp", 1)) is Outcome.APPLIED
    assert inbox.marks().result(5) == {"oem": 0, "psp": 1}


def test_it_survives_a_restart(
    inbox: Inbox, store: Store, tmp_path: Path, clock: ManualClock
) -> None:
    apply(inbox, "c-2", sender(2))
    store.close()
    again = Store.open(tmp_path / "data", clock)
    try:
        later = Inbox(again)
        assert apply(later, "c-2", sender(2)) is Outcome.DUPLICATE
        assert apply(later, "c-1", sender(1)) is Outcome.APPLIED
        assert times(again, "c-2") == 1
    finally:
        again.close()


def test_a_damaged_mark_counts_as_none_and_ids_still_protect(inbox: Inbox, store: Store) -> None:
    apply(inbox, "c-1", sender(1))
    store.device.write(lambda c: c.execute("UPDATE down_mark SET mark=99")).result(5)
    assert inbox.marks().result(5) == {"oem": 0}
    assert apply(inbox, "c-1", sender(1)) is Outcome.DUPLICATE
    assert apply(inbox, "c-2", sender(2)) is Outcome.APPLIED
    assert times(store, "c-1") == 1


def test_a_bad_message_is_kept_with_its_reason(inbox: Inbox, store: Store) -> None:
    inbox.quarantine("v1/hu/down/cmd", "not_json", b"{" * 10_000).result(5)
    query = "SELECT dir, topic, code, length(body) FROM dead"
    rows = store.device.read(lambda c: c.execute(query).fetchall()).result(5)
    assert rows == [("down", "v1/hu/down/cmd", "not_json", 4096)]
