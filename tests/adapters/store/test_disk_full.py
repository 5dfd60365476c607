"""A full or failing disk: nothing called stored that is not, and everything goes on afterwards."""

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.adapters.store import Outbox, Store
from app.adapters.store.bounds import product_bounds
from app.adapters.store.disk import Disk
from app.adapters.store.ends import Ends
from app.core.errors import StorageError
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway
from tests.fakes.disk import GIB, FakeDisk, Faults, faulty

BOUNDS = product_bounds()
MIB = 1 << 20


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    with faulty(monkeypatch) as made:
        yield made


@pytest.fixture
def disk() -> FakeDisk:
    return FakeDisk(BOUNDS)


@pytest.fixture
def store(faults: Faults, tmp_path: Path, clock: ManualClock, disk: FakeDisk) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", clock, disk=disk)
    opened.look_after().result(5)
    yield opened
    faults.stop()
    opened.close()


def add(store: Store, outbox: Outbox, make: Make, prio: int = 3, n: int = 0) -> str:
    """One act; its id once accepted."""
    message = make(prio=prio, data={"n": n})
    return store.profile.write(lambda c: outbox.add(c, message)).result(5)


def set_space(store: Store, space: int) -> None:
    disk = store._keeper._disk
    assert isinstance(disk, FakeDisk)
    disk.space = space
    store.look_after().result(5)


def refused(store: Store, outbox: Outbox, make: Make, prio: int) -> str:
    with pytest.raises(StorageError) as caught:
        add(store, outbox, make, prio)
    return caught.value.code


@pytest.mark.parametrize(
    ("space", "level", "lowest"),
    [
        (GIB, "ok", 8),
        (32 * MIB, "ok", 8),
        (32 * MIB - 1, "low", 6),
        (8 * MIB - 1, "full", 5),
        (0, "full", 5),
    ],
)
def test_the_level_decides_who_comes_in(
    store: Store, outbox: Outbox, make: Make, *, space: int, level: str, lowest: int
) -> None:
    set_space(store, space)
    assert store.storage == level
    for prio in (0, 5, 6, 8):
        if prio <= lowest:
            add(store, outbox, make, prio)
        else:
            assert refused(store, outbox, make, prio) == "storage_full"
    set_space(store, GIB)
    assert store.storage == "ok"
    add(store, outbox, make, prio=8)


def test_the_ballast_saves_an_act(
    store: Store, outbox: Outbox, make: Make, disk: FakeDisk, faults: Faults
) -> None:
    bulk = [add(store, outbox, make, prio=8) for _ in range(5)]
    assert disk.ballast
    faults.start(at=0, times=1, commits_only=True)
    act = add(store, outbox, make, prio=3)
    assert (disk.dropped, disk.ballast) == (1, False)
    assert store.storage == "ok"
    assert [each.id for each in outbox.dispatch(10).result(5)] == [act], "bulk made room"
    assert bulk
    gaps = store.profile.read(lambda c: c.execute("SELECT n, reason FROM gap").fetchall())
    assert gaps.result(5) == [(5, "disk_full")]
    store.look_after().result(5)
    assert disk.ballast, "laid again when there is room"


def test_a_disk_that_stays_full_refuses_and_recovers(
    store: Store, outbox: Outbox, make: Make, faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    faults.start(at=0, times=10**9)
    for _ in range(3):
        assert refused(store, outbox, make, prio=3) == "storage_full"
    assert store.storage == "full"
    assert caplog.text.count("does not take anything") == 1, "said once"
    store.look_after().result(5)
    assert store.storage == "full"
    faults.stop()
    store.look_after().result(5)
    assert store.storage == "ok"
    add(store, outbox, make)
    assert caplog.text.count("written again") == 1


def test_a_small_act_fits_where_a_large_row_does_not(
    store: Store, outbox: Outbox, make: Make
) -> None:
    """A database that may not grow any more: SQLite's own SQLITE_FULL."""

    def limit(connection: sqlite3.Connection) -> None:
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={pages}")

    store.profile.read(limit).result(5)
    large = make(prio=3, data={"x": "y" * 200_000})
    small = make(prio=0)
    futures = [
        store.profile.write(lambda c, m=message: outbox.add(c, m))  # type: ignore[misc]
        for message in (large, small)
    ]
    error = futures[0].exception(5)
    assert isinstance(error, StorageError)
    assert error.code == "storage_full"
    id_ = futures[1].result(5)
    assert [each.id for each in outbox.dispatch(10).result(5)] == [id_]


def test_io_errors_reopen_and_the_third_stops_writing(
    store: Store, outbox: Outbox, make: Make, faults: Faults
) -> None:
    kept = {add(store, outbox, make)}
    for _ in range(2):
        faults.start(at=0, times=1, full=False, commits_only=True)
        assert refused(store, outbox, make, prio=3) == "io_error"
        faults.stop()
        kept.add(add(store, outbox, make))
    faults.start(at=0, times=10**9, full=False)
    for _ in range(3):
        assert refused(store, outbox, make, prio=3) == "io_error"
    assert store.storage == "full"
    faults.stop()
    assert refused(store, outbox, make, prio=3) == "io_error", "only reads"
    assert outbox.counts().result(5).waiting == 3
    store.look_after().result(5)
    assert store.storage == "ok"
    new = add(store, outbox, make)
    ids = {each.id for each in outbox.dispatch(10).result(5)}
    assert ids == {*kept, new}


@pytest.mark.parametrize("full", [True, False])
@pytest.mark.parametrize("times", [1, 10**9])
def test_a_fault_at_any_write_loses_nothing_that_was_accepted(
    tmp_path: Path,
    clock: ManualClock,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    *,
    full: bool,
    times: int,
) -> None:
    with faulty(monkeypatch) as faults:
        for at in range(0, 60, 3):
            folder = tmp_path / f"at-{at}"
            store = Store.open(folder, clock, disk=FakeDisk(BOUNDS))
            outbox = Outbox(store, ScriptedGateway())
            accepted: list[str] = []
            asked: list[str] = []
            settled: list[str] = []
            faults.start(at, times, full=full)
            for n in range(6):
                try:
                    accepted.append(add(store, outbox, make, n=n))
                    sent = [each.id for each in outbox.dispatch(1).result(5)]
                    asked += sent
                    if n % 2 and outbox.settle(sent).result(5):
                        settled += sent
                    else:
                        outbox.release(sent)
                except StorageError:
                    continue
            faults.stop()
            store.close()
            again = Store.open(folder, clock)
            try:
                assert again.recovered == ()
                found = Outbox(again, ScriptedGateway()).dispatch(100).result(5)
                ids = {each.id for each in found}
                confirmed = set(Ends(again).confirmed().result(5))
                assert set(accepted) <= ids | confirmed, at
                assert set(settled) <= confirmed <= set(asked), at
                assert not ids & set(settled), at
            finally:
                again.close()


def test_the_real_ballast_takes_space_and_gives_it_up(tmp_path: Path) -> None:
    disk = Disk(tmp_path, replace(BOUNDS, ballast_from_bytes=0))
    disk.lay_ballast()
    ballast = tmp_path / "ballast.bin"
    assert ballast.stat().st_size == BOUNDS.ballast_bytes
    assert ballast.stat().st_blocks * 512 >= BOUNDS.ballast_bytes
    assert 0 not in {sum(ballast.read_bytes()[at : at + 4096]) for at in range(0, MIB, 4096)}
    assert disk.drop_ballast()
    assert not disk.drop_ballast()
    assert Disk(tmp_path, replace(BOUNDS, full_bytes=1 << 60)).level() == "full"
    Disk(tmp_path, replace(BOUNDS, ballast_from_bytes=1 << 60)).lay_ballast()
    assert not ballast.exists()
