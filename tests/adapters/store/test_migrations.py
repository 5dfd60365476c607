"""Every released schema comes forward with all it held; a newer one is left alone."""

import sqlite3
from pathlib import Path

import pytest

from app.adapters.store import AlertRepository, ConsentRepository, Ledger, Outbox, Store
from app.adapters.store.fault_memory import FaultMemoryRepository
from app.adapters.store.schema import DEVICE, PROFILE, seal_schema
from app.adapters.store.slow_values import SlowValueRepository
from tests.adapters.store.released import HERE, RELEASES, rebuild
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway


def test_there_is_a_copy_of_each_file_of_each_release() -> None:
    assert RELEASES
    for release in RELEASES:
        for name in ("device", "p-1"):
            assert (HERE / f"{release}-{name}.sql").is_file()


@pytest.mark.parametrize("release", RELEASES)
def test_everything_comes_along(tmp_path: Path, clock: ManualClock, release: str) -> None:
    folder = tmp_path / "data"
    rebuild(release, folder)
    store = Store.open(folder, clock)
    try:
        assert store.recovered == ()
        assert store.boot.endswith(".2")
        log = ConsentRepository(store).load().result(5)
        assert log.intact
        assert [record.id for record in log.records] == ["r-1", "r-2"]
        text = str(log.records[1].body["notice"]["text_sha256"])
        assert ConsentRepository(store).text(text).result(5)
        assert [alert.id for alert in AlertRepository(store).load_open().result(5)] == ["a-1"]
        (slow,) = SlowValueRepository(store, "habitacle-ev 1").load().result(5)
        assert slow.value == 41000.5
        assert FaultMemoryRepository(store, "habitacle-ev").load().result(5) == '{"faults":[]}'
        assert Ledger(store).verify().result(5)
        outbox = Outbox(store, ScriptedGateway())
        assert outbox.counts().result(5).waiting == 4
        assert len(outbox.dispatch(10).result(5)) == 4
        usage = store.profile.read(lambda c: c.execute("SELECT * FROM usage").fetchall()).result(5)
        assert usage == [(6, 3, sum(len(b'{"n":1}') for _ in range(3)))]
    finally:
        store.close()


@pytest.mark.parametrize("release", RELEASES)
def test_a_migrated_file_has_the_tables_of_a_new_one(
    tmp_path: Path, clock: ManualClock, release: str
) -> None:
    rebuild(release, tmp_path / "old")
    found = []
    for folder in (tmp_path / "old", tmp_path / "new"):
        Store.open(folder, clock).close()
        for name in ("device.db", "p-1.db"):
            connection = sqlite3.connect(folder / name)
            tables = "SELECT name, sql FROM sqlite_master WHERE name<>'_sqlite_migrations'"
            found.append(sorted(connection.execute(tables).fetchall(), key=str))
            connection.close()
    assert found[:2] == found[2:]


@pytest.mark.parametrize("release", RELEASES)
def test_steps_are_only_ever_added(release: str) -> None:
    """A step that a release applied is still there, in the same place."""
    for name, steps in (("device", DEVICE), ("p-1", PROFILE)):
        connection = sqlite3.connect(":memory:")
        connection.executescript((HERE / f"{release}-{name}.sql").read_text("utf-8"))
        applied = connection.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
        connection.close()
        ours = [step.__name__ for step in steps]
        assert ours[: len(applied)] == [row[0] for row in applied]


@pytest.mark.parametrize("step", range(3))
def test_a_migration_that_is_cut_goes_on_at_the_next_start(
    tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    folder = tmp_path / "data"
    rebuild(RELEASES[0], folder)
    calls = 0
    real = seal_schema

    def cut(connection: sqlite3.Connection) -> None:
        nonlocal calls
        calls += 1
        if calls > step:
            raise RuntimeError("power cut")
        real(connection)

    with monkeypatch.context() as patch:
        patch.setattr("app.adapters.store.connection.seal_schema", cut)
        if step < 2:
            with pytest.raises(RuntimeError):
                Store.open(folder, clock)
        else:
            Store.open(folder, clock).close()
    store = Store.open(folder, clock)
    try:
        assert store.recovered == ()
        assert len(ConsentRepository(store).load().result(5).records) == 2
    finally:
        store.close()
