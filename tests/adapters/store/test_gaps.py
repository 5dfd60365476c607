"""What a share lost is told to its recipient, as the contract says, and once."""

import sqlite3
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.adapters.store import Outbox, Store
from app.adapters.store.bounds import product_bounds
from app.adapters.store.gaps import report_gaps
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.reading import read_message
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway
from tests.fakes.disk import FakeDisk
from tests.fakes.mqtt import CONTRACT

LOADED = load_contract(CONTRACT)


def lost(store: Store, topic: str, reason: str, n: int = 10) -> None:
    def write(connection: sqlite3.Connection) -> None:
        connection.execute(
            "INSERT INTO gap(topic, purpose, recipient, t_from, t_to, n, reason)"
            " VALUES(?, 'P15', 'fleet-tool', 1795348800000, 1795348900000, ?, ?)",
            (topic, n, reason),
        )

    store.profile.write(write).result(5)


def topics(store: Store) -> list[str]:
    query = "SELECT topic FROM gap ORDER BY topic"
    return [row[0] for row in store.profile.read(lambda c: c.execute(query).fetchall()).result(5)]


def test_each_gap_of_a_share_leaves_as_the_contract_says(store: Store, outbox: Outbox) -> None:
    lost(store, "up/share/g-1", "no_room", 7)
    lost(store, "up/share/g-1", "thinned", 30)
    lost(store, "up/share/g-2", "disk_full")
    lost(store, "up/profile/display", "no_room")
    assert report_gaps(store).result(5) == 3
    assert topics(store) == ["up/profile/display"]
    sent = outbox.dispatch(100).result(5)
    read = [read_message(LOADED, each.topic, each.payload) for each in sent]
    assert [each.kind for each in read] == ["share.gap"] * 3
    data = [each.message["data"] for each in read]
    assert {(each["grant"], each["rows"], each["reason"]) for each in data} == {
        ("g-1", 7, "storage"),
        ("g-1", 30, "thinned"),
        ("g-2", 10, "storage"),
    }
    assert report_gaps(store).result(5) == 0


def test_a_topic_that_is_no_share_of_ours_is_forgotten(store: Store, outbox: Outbox) -> None:
    lost(store, "up/share/NOT A GRANT", "no_room")
    report_gaps(store).result(5)
    assert topics(store) == []
    assert outbox.dispatch(100).result(5) == []


def test_without_room_the_gap_waits(tmp_path: Path, clock: ManualClock, make: Make) -> None:
    bounds = replace(product_bounds(), rows_max=200, reserve_rows=40)
    disk = FakeDisk(bounds)
    store = Store.open(tmp_path / "data", clock, bounds=bounds, disk=disk)
    outbox = Outbox(store, ScriptedGateway())
    messages = [make(prio=8, topic="up/share/g-1", kind="share.samples", data={"n": n})
                for n in range(400)]  # fmt: skip
    for message in messages:
        store.profile.write(partial(outbox.add, outgoing=message)).result(5)
    assert topics(store)
    disk.space = 16 << 20
    store.look_after().result(5)
    assert store.storage == "low"
    assert report_gaps(store).result(5) == 0
    assert topics(store)
    disk.space = 1 << 30
    store.look_after().result(5)
    assert report_gaps(store).result(5) > 0
    store.close()
