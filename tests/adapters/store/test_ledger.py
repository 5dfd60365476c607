"""One entry a publish, in a chain that shows every change."""

import json
import sqlite3
from functools import partial

import pytest

from app.adapters.store import Ledger, Outbox, Store
from app.core.canonical import chain_hash, sha256_hex
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock


@pytest.fixture
def ledger(store: Store, outbox: Outbox, make: Make, clock: ManualClock) -> Ledger:
    """Five rows published, the first twice; a birth before them."""
    outbox.record_direct(f"v1/{store.device_id}/up/state", "state", "P1", "m", b"{}").result(5)
    for n in range(5):
        clock.advance(1)
        store.profile.write(partial(outbox.add, outgoing=make(data={"n": n}))).result(5)
        (sent,) = outbox.dispatch(1).result(5)
        if n == 0:
            clock.advance(1)
            outbox.release([sent.id])
            assert len(outbox.dispatch(1).result(5)) == 1
    return Ledger(store)


def test_every_publish_has_its_entry_with_size_and_hash(
    store: Store, outbox: Outbox, make: Make
) -> None:
    store.profile.write(lambda c: [outbox.add(c, make(prio=n)) for n in range(4)]).result(5)
    sent = outbox.dispatch(10).result(5)
    entries = Ledger(store).page().result(5)
    assert {(m.topic, len(m.payload), sha256_hex(m.payload)) for m in sent} == {
        (e.topic, e.bytes, e.body["payload_sha256"]) for e in entries
    }
    assert len(entries) == 4


def test_pages_are_newest_first_over_both_files(ledger: Ledger) -> None:
    everything = ledger.page().result(5)
    times = [entry.time for entry in everything]
    assert len(everything) == 7
    assert times == sorted(times, reverse=True)
    assert everything[-1].kind == "state"
    pages = [ledger.page(offset, 3).result(5) for offset in (0, 3, 6, 9)]
    assert [entry for page in pages for entry in page] == everything
    assert [len(page) for page in pages] == [3, 3, 1, 0]


def test_an_untouched_chain_is_whole(ledger: Ledger) -> None:
    assert ledger.verify().result(5)


def rehashed(connection: sqlite3.Connection) -> None:
    """Somebody who changes an entry and its own hash, but not those after it."""
    (text,) = connection.execute("SELECT body FROM ledger WHERE seq=3").fetchone()
    body = json.loads(text) | {"bytes": 1}
    body["hash"] = chain_hash(body)
    connection.execute(
        "UPDATE ledger SET body=?, hash=? WHERE seq=3", (json.dumps(body), body["hash"])
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET body=replace(body, 'garage-demo', 'garage-dem0') WHERE seq=2",
        "UPDATE ledger SET hash=upper(hash) WHERE seq=2",
        "UPDATE ledger SET body='{' WHERE seq=4",
        "DELETE FROM ledger WHERE seq=1",
        "DELETE FROM ledger WHERE seq=3",
        "DELETE FROM ledger WHERE seq=6",
        "DELETE FROM ledger",
        "UPDATE ledger SET seq=CASE seq WHEN 2 THEN -3 ELSE -2 END WHERE seq IN (2, 3)",
        "INSERT INTO ledger(ts, body, hash) VALUES('2026', '{}', '')",
        None,
    ],
)
def test_a_touched_chain_shows_it(store: Store, ledger: Ledger, statement: str | None) -> None:
    def tamper(connection: sqlite3.Connection) -> int:
        if statement is None:
            rehashed(connection)
            return 1
        return connection.execute(statement).rowcount

    assert store.profile.write(tamper).result(5) > 0
    assert not ledger.verify().result(5)
