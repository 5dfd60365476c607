"""Fault records: one document a vehicle profile, and a damaged one is not used."""

import sqlite3

import pytest

from app.adapters.store import Store
from app.adapters.store.fault_memory import FaultMemoryRepository


def test_a_document_a_vehicle(store: Store) -> None:
    ours, other = FaultMemoryRepository(store, "ours"), FaultMemoryRepository(store, "other")
    assert ours.load().result(5) is None
    ours.save('{"a": "é"}').result(5)
    ours.save('{"a": 2}').result(5)
    other.save("{}").result(5)
    assert ours.load().result(5) == '{"a": 2}'
    assert other.load().result(5) == "{}"


def test_a_damaged_document_is_reported_and_not_used(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    memory = FaultMemoryRepository(store, "ours")
    memory.save("{}").result(5)

    def damage(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE fault_memory SET body='[]'")

    store.device.write(damage).result(5)
    assert memory.load().result(5) is None
    assert "damaged" in caplog.text
