"""What is too old or too much goes; the ledger becomes monthly sums without a broken chain."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from app.adapters.store import Ledger, Outbox, Store
from app.adapters.store.bounds import product_bounds
from app.adapters.store.ends import Ends
from app.adapters.store.inbox import Inbox
from app.adapters.store.ledger_rows import append_entry
from app.core.message import Permission, Verdict
from app.features.consent.domain.ledger import Left
from tests.adapters.store.conftest import Make
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway
from tests.fakes.disk import FakeDisk

BOUNDS = replace(product_bounds(), done_rows=5, inbox_rows=4, dead_rows=3, retention_s=0)


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", clock, bounds=BOUNDS, disk=FakeDisk(BOUNDS))
    yield opened
    opened.close()


def confirm(store: Store, outbox: Outbox, make: Make, count: int) -> list[str]:
    ids = store.profile.write(lambda c: [outbox.add(c, make()) for _ in range(count)]).result(5)
    outbox.dispatch(count).result(5)
    assert outbox.settle(ids).result(5) == count
    return ids


def test_keys_are_forgotten_by_number_and_age(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    ids = confirm(store, outbox, make, 8)
    store.look_after().result(5)
    assert Ends(store).confirmed().result(5) == ids[-5:]
    clock.advance(timedelta(days=31).total_seconds())
    clock.trusted = False
    store.look_after().result(5)
    assert len(Ends(store).confirmed().result(5)) == 5, "the time is not known"
    clock.trusted = True
    store.look_after().result(5)
    assert Ends(store).confirmed().result(5) == []


@pytest.mark.parametrize("years", [10, -56])
def test_a_clock_that_is_set_forgets_nothing_of_this_run(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock, years: int
) -> None:
    before = confirm(store, outbox, make, 2)
    clock.wall += timedelta(days=366 * years)
    store.look_after().result(5)
    after = confirm(store, outbox, make, 2)
    clock.wall -= timedelta(days=366 * years)
    store.look_after().result(5)
    assert Ends(store).confirmed().result(5) == before + after
    outbox_again = store.profile.write(lambda c: outbox.add(c, make(id=before[0])))
    assert outbox_again.result(5) == before[0]
    assert outbox.counts().result(5).waiting == 0, "accepted again, not queued again"


def test_of_too_many_keys_those_written_first_go_whatever_the_clock_said(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    first = confirm(store, outbox, make, 3)
    clock.wall -= timedelta(days=20_000)
    then = confirm(store, outbox, make, 4)
    store.look_after().result(5)
    assert sorted(Ends(store).confirmed().result(5)) == sorted([*first[-1:], *then])


def test_a_start_in_1970_stamps_no_key_as_old(
    tmp_path: Path, store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    known = confirm(store, outbox, make, 1)
    store.close()
    right = clock.wall
    clock.wall, clock.trusted = right - timedelta(days=20_000), False
    lost = Store.open(tmp_path / "data", clock, bounds=BOUNDS, disk=FakeDisk(BOUNDS))
    known += confirm(lost, Outbox(lost, ScriptedGateway()), make, 1)
    lost.close()
    clock.wall, clock.trusted = right + timedelta(days=1), True
    again = Store.open(tmp_path / "data", clock, bounds=BOUNDS, disk=FakeDisk(BOUNDS))
    again.look_after().result(5)
    assert Ends(again).confirmed().result(5) == known
    again.close()


def test_inbox_and_dead_are_bounded(store: Store, outbox: Outbox, make: Make) -> None:
    inbox = Inbox(store)
    for n in range(6):
        inbox.apply(f"c-{n}", None, lambda _: None).result(5)
        inbox.quarantine("down/cmd", "not_json", b"{").result(5)
    store.look_after().result(5)
    query = "SELECT id FROM inbox ORDER BY rowid"
    kept = store.device.read(lambda c: c.execute(query).fetchall()).result(5)
    assert kept == [("c-2",), ("c-3",), ("c-4",), ("c-5",)]
    assert len(Ends(store).dead().result(5)) == 3
    assert confirm(store, outbox, make, 1)


def enter(store: Store, clock: ManualClock, topic: str) -> None:
    left = Left(f"v1/hu-1/{topic}", "P3", "garage-demo", b"12345")
    allowed = Permission(Verdict.SEND)
    entering = partial(append_entry, left=left, permission=allowed, now=clock.utc())
    store.profile.write(entering).result(5)


def test_an_old_ledger_becomes_monthly_sums(store: Store, clock: ManualClock) -> None:
    ledger = Ledger(store)
    for _ in range(3):
        enter(store, clock, "up/maintenance/a")
    clock.advance(timedelta(days=410).total_seconds())
    enter(store, clock, "up/maintenance/b")
    store.look_after().result(5)
    assert [entry.topic[-1] for entry in ledger.page().result(5)] == ["b"]
    assert ledger.verify().result(5)
    query = "SELECT month, purpose, recipient, n, bytes FROM ledger_month"
    sums = store.profile.read(lambda c: c.execute(query).fetchall()).result(5)
    assert sums == [("2026-11", "P3", "garage-demo", 3, 15)]
    enter(store, clock, "up/maintenance/c")
    assert ledger.verify().result(5)
    store.profile.write(lambda c: c.execute("DELETE FROM ledger WHERE seq=4")).result(5)
    assert not ledger.verify().result(5)


def test_orders_that_never_left_are_settled_when_their_age_is_unknown(
    tmp_path: Path, clock: ManualClock, make: Make
) -> None:
    folder = tmp_path / "later"
    first = Store.open(folder, clock)
    end = clock.utc() + timedelta(seconds=60)
    topic = {"topic": "up/order/cpo-demo", "expires_at": end}
    outbox = Outbox(first, ScriptedGateway())
    order, lasting, record = (
        first.profile.write(lambda c, m=m: outbox.add(c, m)).result(5)  # type: ignore[misc]
        for m in (
            make("order.place", 3, **topic),
            make("order.stop", 1, topic="up/order/cpo-demo"),
            make("maintenance.record", 6, expires_at=end),
        )
    )
    first.close()
    clock.trusted = False
    second = Store.open(folder, clock)
    try:
        again = Outbox(second, ScriptedGateway())
        assert {each.id for each in again.dispatch(9).result(5)} == {lasting, record}
        (dead,) = Ends(second).dead().result(5)
        assert (dead.id, dead.code, dead.direction) == (order, "expired", "up")
    finally:
        second.close()
