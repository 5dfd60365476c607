"""Group commit: failures stay alone, and nothing is called done before its commit."""

import sqlite3
import threading
from collections.abc import Callable

import pytest

from app.adapters.store import Store
from app.adapters.store.writer import Writer
from app.core.errors import HabitacleError, StorageError


def put(key: str) -> Callable[[sqlite3.Connection], str]:
    def run(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO meta(k, v) VALUES(?, '')", (key,))
        return key

    return run


def keys(store: Store) -> set[str]:
    read = store.profile.read(lambda c: c.execute("SELECT k FROM meta").fetchall())
    return {row[0] for row in read.result(5)} - {"store_id", "boot_count", "schema"}


def held(store: Store) -> threading.Event:
    """Keep the writer busy until the event is set: what is queued meanwhile is one group."""
    gate, reached = threading.Event(), threading.Event()

    def wait(_: sqlite3.Connection) -> None:
        reached.set()
        assert gate.wait(5)

    store.profile.read(wait)
    assert reached.wait(5)
    return gate


def test_a_job_that_raises_fails_alone(store: Store) -> None:
    def fail(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO meta(k, v) VALUES('half', '')")
        raise LookupError

    gate = held(store)
    before = store.profile.write(put("before"))
    bad = store.profile.write(fail)
    after = store.profile.write(put("after"))
    gate.set()
    assert (before.result(5), after.result(5)) == ("before", "after")
    assert isinstance(bad.exception(5), LookupError)
    assert keys(store) == {"before", "after"}


def test_a_commit_that_fails_fails_its_whole_group_and_keeps_nothing(store: Store) -> None:
    def tables(connection: sqlite3.Connection) -> None:
        connection.execute("CREATE TABLE parent(id INTEGER PRIMARY KEY)")
        connection.execute(
            "CREATE TABLE child(id REFERENCES parent(id) DEFERRABLE INITIALLY DEFERRED)"
        )

    def orphan(connection: sqlite3.Connection) -> str:
        connection.execute("INSERT INTO child VALUES(7)")
        return "orphan"

    store.profile.write(tables).result(5)
    gate = held(store)
    lost = [store.profile.write(fn) for fn in (put("lost"), orphan)]
    other = store.device.write(put("other"))
    gate.set()
    assert [type(future.exception(5)) for future in lost] == [sqlite3.IntegrityError] * 2
    assert other.result(5) == "other"
    assert keys(store) == set()


def test_a_transaction_that_sqlite_gave_up_takes_its_earlier_jobs_along(store: Store) -> None:
    def give_up(connection: sqlite3.Connection) -> str:
        connection.execute("ROLLBACK")
        raise sqlite3.OperationalError("interrupted")

    gate = held(store)
    futures = [store.profile.write(fn) for fn in (put("lost"), give_up, put("after"))]
    gate.set()
    assert [type(future.exception(5)) for future in futures[:2]] == [sqlite3.OperationalError] * 2
    assert futures[2].result(5) == "after"
    assert keys(store) == {"after"}


def test_a_job_over_both_files_is_undone_in_both(store: Store) -> None:
    def fail() -> None:
        for database in store.databases:
            database.connection.execute("INSERT INTO meta(k, v) VALUES('half', '')")
        raise LookupError

    assert isinstance(store.write_all(fail).exception(5), LookupError)
    assert keys(store) == set()


def test_futures_resolve_after_the_commit(store: Store) -> None:
    seen: list[bool] = []
    done = threading.Event()

    def look(_: object) -> None:
        seen.append(store.profile.connection.in_transaction)
        done.set()

    gate = held(store)
    future = store.profile.write(put("b"))
    future.add_done_callback(look)
    gate.set()
    assert done.wait(5)
    assert seen == [False]


def test_writing_never_waits_for_the_disk(store: Store) -> None:
    gate = held(store)
    queued = [store.profile.write(put(f"k-{n}")) for n in range(1000)]
    assert not any(future.done() for future in queued), "the writer stands still"
    gate.set()
    assert [future.result(5) for future in queued] == [f"k-{n}" for n in range(1000)]


def test_a_cancelled_job_does_not_run(store: Store) -> None:
    gate = held(store)
    future = store.profile.write(put("never"))
    assert future.cancel()
    gate.set()
    assert keys(store) == set()


class CountingKeeper:
    """A keeper that wants to look all the time; `looks` counts."""

    def __init__(self) -> None:
        self.looks = 0

    def relieve(self, trouble: StorageError) -> bool:
        raise AssertionError(trouble)

    def settled(self, trouble: StorageError | None) -> None:
        assert trouble is None

    def look_after(self) -> float:
        self.looks += 1
        return 0.0

    def finish(self) -> None:
        self.looks = -self.looks


def test_regular_work_is_done_under_load_too() -> None:
    keeper = CountingKeeper()
    writer = Writer(keeper)
    left = 300

    def again() -> None:
        nonlocal left
        left -= 1
        if left:
            writer.read((), again)

    writer.read((), writer.start_looking).result(5)
    writer._look_at = 0.0
    writer.read((), again).result(5)
    while left:
        writer.read((), lambda: None).result(5)
    assert keeper.looks > 2
    assert writer.close(5)
    assert keeper.looks < 0


def test_connections_belong_to_the_writer_thread(store: Store) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        store.profile.connection.execute("SELECT 1")


def test_closing_finishes_the_queue_and_refuses_what_comes_later(store: Store) -> None:
    gate = held(store)
    queued = store.profile.write(put("last"))
    gate.set()
    store.close()
    assert queued.result(0) == "last"
    late = store.profile.write(put("late"))
    assert isinstance(late.exception(0), HabitacleError)
