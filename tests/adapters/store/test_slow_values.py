"""Slow values come back as they were, for the same car only."""

import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.adapters.store import Store
from app.adapters.store.slow_values import SlowValueRepository
from app.core.slow_values import SlowValue
from tests.fakes.car import ManualClock

AT = datetime(2026, 11, 24, 17, 42, 0, 123_000, tzinfo=UTC)
LONG_AGO = AT - timedelta(days=1)
VALUES = [
    SlowValue("Vehicle.Door", False, None, AT),
    SlowValue("Vehicle.Faults", ("P0420", "U0100"), None, AT),
    SlowValue("Vehicle.Oil", "NORMAL", None, AT),
    SlowValue("Vehicle.Range", 312_000, "m", AT),
    SlowValue("Vehicle.Soc", 80.5, "percent", AT),
]


@pytest.fixture
def memory(store: Store) -> SlowValueRepository:
    return SlowValueRepository(store, "habitacle-ev 2026.1")


def test_values_keep_type_unit_and_time(memory: SlowValueRepository) -> None:
    memory.save(VALUES, LONG_AGO).result(5)
    loaded = memory.load().result(5)
    assert loaded == VALUES
    assert [type(item.value) for item in loaded] == [type(item.value) for item in VALUES]


def test_they_survive_the_process(tmp_path: Path, clock: ManualClock) -> None:
    for run in range(2):
        store = Store.open(tmp_path / "again", clock)
        memory = SlowValueRepository(store, "habitacle-ev 2026.1")
        assert len(memory.load().result(5)) == run * len(VALUES)
        memory.save(VALUES, LONG_AGO)
        store.close()


def test_newer_values_replace_and_others_stay(memory: SlowValueRepository) -> None:
    memory.save(VALUES, LONG_AGO).result(5)
    newer = replace(VALUES[3], value=300_000, at=AT + timedelta(minutes=1))
    memory.save([newer], LONG_AGO).result(5)
    loaded = memory.load().result(5)
    assert loaded[3] == newer
    assert len(loaded) == len(VALUES)


def test_another_car_or_version_never_sees_them(memory: SlowValueRepository, store: Store) -> None:
    memory.save(VALUES, LONG_AGO).result(5)
    for other in ("habitacle-ev 2026.2", "toyota-rav4-2017 2026.1"):
        assert SlowValueRepository(store, other).load().result(5) == []


def test_what_is_too_old_is_deleted(memory: SlowValueRepository, store: Store) -> None:
    memory.save(VALUES, LONG_AGO).result(5)
    memory.save([], AT + timedelta(milliseconds=1)).result(5)
    rows = store.device.read(lambda c: c.execute("SELECT count(*) FROM slow_value").fetchone())
    assert rows.result(5) == (0,)


def test_a_flipped_bit_is_not_shown(
    memory: SlowValueRepository, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    def flip(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE slow_value SET value='912000' WHERE path='Vehicle.Range'")

    memory.save(VALUES, LONG_AGO).result(5)
    store.device.write(flip).result(5)
    assert [item.path for item in memory.load().result(5)] == [
        item.path for item in VALUES if item.path != "Vehicle.Range"
    ]
    assert "Vehicle.Range is damaged" in caplog.text
