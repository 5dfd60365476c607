"""Room in the outbox: who is refused, who goes first, and what is remembered of the gap."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.adapters.store import Outbox, Store
from app.adapters.store.bounds import FILE, parse_bounds, product_bounds
from app.core.errors import HabitacleError, StorageError
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway
from tests.fakes.disk import FakeDisk

SMALL = replace(product_bounds(), rows_max=200, reserve_rows=40)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", clock, bounds=SMALL, disk=FakeDisk(SMALL))
    yield opened
    opened.close()


def fill(store: Store, outbox: Outbox, make: Make, prio: int, count: int) -> list[str]:
    messages = [make(prio=prio, data={"n": n}) for n in range(count)]
    return [store.profile.write(lambda c, m=m: outbox.add(c, m)).result(5) for m in messages]  # type: ignore[misc]


def left(outbox: Outbox) -> list[int]:
    return [json.loads(each.payload)["data"]["n"] for each in outbox.dispatch(1000).result(5)]


def gaps(store: Store) -> list[tuple[str, int]]:
    query = "SELECT reason, n FROM gap ORDER BY reason"
    return store.profile.read(lambda c: c.execute(query).fetchall()).result(5)


def test_class_0_goes_on_in_its_reserve_and_is_never_evicted(
    store: Store, outbox: Outbox, make: Make
) -> None:
    fill(store, outbox, make, 6, 160)
    with pytest.raises(StorageError, match="Too many messages wait") as caught:
        fill(store, outbox, make, 6, 1)
    assert caught.value.code == "storage_full"
    acts = fill(store, outbox, make, 3, 40)
    with pytest.raises(StorageError, match="Too many"):
        fill(store, outbox, make, 0, 1)
    found = {each.id for each in outbox.dispatch(1000).result(5)}
    assert set(acts) <= found
    assert len(found) == 200
    assert gaps(store) == []


def test_old_records_make_room_for_new_ones(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    fill(store, outbox, make, 6, 100)
    clock.advance(timedelta(days=31).total_seconds())
    new = fill(store, outbox, make, 7, 100)
    assert len(new) == 100
    assert gaps(store) == [("no_room", 64)]
    assert outbox.counts().result(5).dropped == 64


def test_bulk_is_thinned_then_dropped_oldest_first(
    store: Store, outbox: Outbox, make: Make
) -> None:
    fill(store, outbox, make, 8, 161)
    rows = left(outbox)
    assert rows == sorted(rows)
    assert rows[:4] == [0, 2, 4, 6], "every second of the older half"
    assert rows[-80:] == list(range(81, 161)), "the newer half is whole"
    fill(store, outbox, make, 5, 140)
    assert outbox.counts().result(5).waiting == 140, "acts take the place of all bulk"
    assert gaps(store) == [("no_room", 52), ("thinned", 109)]


def test_the_bounds_hold_over_both_files(store: Store, outbox: Outbox, make: Make) -> None:
    for n in range(100):
        message = make(prio=6, data={"n": n})
        store.device.write(lambda c, m=message: outbox.add(c, m)).result(5)  # type: ignore[misc]
    fill(store, outbox, make, 6, 60)
    with pytest.raises(StorageError):
        fill(store, outbox, make, 6, 1)


def test_bytes_count_too(tmp_path: Path, clock: ManualClock, make: Make) -> None:
    bounds = replace(product_bounds(), bytes_max=100_000, reserve_bytes=20_000)
    store = Store.open(tmp_path / "bytes", clock, bounds=bounds, disk=FakeDisk(bounds))
    try:
        outbox = Outbox(store, ScriptedGateway())
        large = make(prio=6, data={"x": "y" * 30_000})
        for _ in range(2):
            store.profile.write(lambda c: outbox.add(c, large)).result(5)
        with pytest.raises(StorageError):
            store.profile.write(lambda c: outbox.add(c, large)).result(5)
        act = make(prio=3, data={"x": "y" * 30_000})
        store.profile.write(lambda c: outbox.add(c, act)).result(5)
        sent = [each.id for each in outbox.dispatch(5).result(5)]
        outbox.settle(sent).result(5)
        store.profile.write(lambda c: outbox.add(c, large)).result(5)
    finally:
        store.close()


def test_the_products_file_is_read_whole() -> None:
    bounds = product_bounds()
    assert (bounds.rows_max, bounds.bytes_max, bounds.reserve_bytes) == (100_000, 64 << 20, 8 << 20)
    assert [bounds.class_of(prio).number for prio in range(10)] == [0] * 6 + [1, 1, 2, 2]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (lambda raw: raw["tunables"].pop("done_rows"), "done_rows"),
        (lambda raw: raw["tunables"].update(extra={"value": 1}), "extra"),
        (lambda raw: raw["tunables"].update(done_rows={"value": -1}), "done_rows"),
        (lambda raw: raw["tunables"].update(done_rows={"value": True}), "done_rows"),
        (lambda raw: raw["classes"].reverse(), "prio_max"),
        (lambda raw: raw["classes"][0].update(evict="sometimes"), "sometimes"),
        (lambda raw: raw.pop("classes"), "classes"),
    ],
)
def test_a_faulty_file_is_named(change: object, word: str) -> None:
    raw = json.loads(FILE.read_text("utf-8"))
    change(raw)  # type: ignore[operator]
    with pytest.raises(HabitacleError, match=word):
        parse_bounds(json.dumps(raw))
    with pytest.raises(HabitacleError, match="cannot be read"):
        parse_bounds("{")
