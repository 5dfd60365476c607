"""Bundles, bounds of a dispatch, order within a subject."""

import json
import zlib
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.adapters.store import Ledger, Outbox, Store
from app.core.message import Dispatch, Outgoing
from app.features.sync.domain.bundle import ZLIB
from app.features.sync.domain.terms import ANYTHING, Bundling, Terms
from tests.adapters.store.conftest import Make
from tests.fakes.consents import ScriptedGateway

BUNDLED = Terms(bundling=Bundling(rows=50, bytes=65_536, deflate=True))


def add(store: Store, outbox: Outbox, *messages: Outgoing) -> list[str]:
    return store.profile.write(lambda c: [outbox.add(c, each) for each in messages]).result(5)


def take(outbox: Outbox, terms: Terms = ANYTHING, room: int = 100) -> list[Dispatch]:
    return outbox.dispatch(room, terms).result(5)


def waiting(outbox: Outbox) -> int:
    return outbox.counts().result(5).waiting


def test_rows_of_one_topic_travel_together_and_one_receipt_settles_all(
    store: Store, outbox: Outbox, make: Make
) -> None:
    here = add(store, outbox, *(make(data={"n": n}) for n in range(3)))
    there = add(store, outbox, make(topic="up/maintenance/other"))
    bundle, single = take(outbox, BUNDLED)
    assert bundle.rows == tuple(here)
    assert (bundle.type, bundle.content_type) == ("bundle", ZLIB)
    body = json.loads(zlib.decompress(bundle.payload))
    assert (body["id"], body["type"], body["ver"]) == (bundle.id, "bundle", 1)
    assert [row["data"]["n"] for row in body["rows"]] == [0, 1, 2]
    assert (single.id, single.rows, single.content_type) == (there[0], (), "application/json")
    entries = Ledger(store).page().result(5)
    assert sorted(entry.body["n_records"] for entry in entries) == [1, 3]
    assert take(outbox, BUNDLED) == []
    assert outbox.settle([bundle.id]).result(5) == 1
    assert outbox.settle([bundle.id]).result(5) == 0
    assert waiting(outbox) == 1


def test_the_receipt_of_the_worked_example(store: Store, outbox: Outbox, make: Make) -> None:
    topics = ("a", "a", "a", "a", "up/x", "up/x", "a", "a", "up/x")
    ids = add(store, outbox, *(make(topic=topic) for topic in topics))
    bundle = next(each for each in take(outbox, BUNDLED) if len(each.rows) == 3)
    assert bundle.rows == (ids[4], ids[5], ids[8])
    assert outbox.settle([bundle.id, "unknown"]).result(5) == 1
    done = "SELECT id FROM done ORDER BY id"
    settled = store.profile.read(lambda c: c.execute(done).fetchall()).result(5)
    assert [row[0] for row in settled] == sorted(bundle.rows)
    assert outbox.settle([bundle.id, "unknown"]).result(5) == 0
    assert store.profile.read(lambda c: c.execute(done).fetchall()).result(5) == settled
    assert waiting(outbox) == 6


def test_a_repeated_bundle_is_the_same_bundle(store: Store, outbox: Outbox, make: Make) -> None:
    add(store, outbox, *(make() for _ in range(3)))
    (first,) = take(outbox, BUNDLED)
    outbox.release([first.id])
    add(store, outbox, make())
    again, new = take(outbox, BUNDLED)
    assert (again.id, again.payload, again.rows) == (first.id, first.payload, first.rows)
    assert (again.attempt, new.rows) == (2, ())


def test_a_bundle_that_lost_a_row_is_another_one(store: Store, outbox: Outbox, make: Make) -> None:
    ids = add(store, outbox, *(make() for _ in range(3)))
    (first,) = take(outbox, BUNDLED)
    assert outbox.settle([ids[1]]).result(5) == 1
    outbox.release([first.id])
    (second,) = take(outbox, BUNDLED)
    assert second.rows == (ids[0], ids[2])
    assert second.id != first.id
    assert outbox.settle([first.id]).result(5) == 0
    assert waiting(outbox) == 2


@pytest.mark.parametrize(
    "terms", [ANYTHING, replace(BUNDLED, bundling=Bundling(50, 300, deflate=False))]
)
def test_a_bundle_that_may_not_travel_any_more_is_taken_apart(
    store: Store, outbox: Outbox, make: Make, terms: Terms
) -> None:
    ids = add(store, outbox, *(make(data={"x": "y" * 100}) for _ in range(3)))
    (bundle,) = take(outbox, BUNDLED)
    outbox.release([bundle.id])
    assert [each.id for each in take(outbox, terms)] == ids


def test_rejected_bundles_and_rows_are_set_aside(store: Store, outbox: Outbox, make: Make) -> None:
    add(store, outbox, *(make() for _ in range(3)))
    (bundle,) = take(outbox, BUNDLED)
    assert outbox.reject([bundle.id], "schema").result(5) == 1
    counts = outbox.counts().result(5)
    assert (counts.waiting, counts.dead) == (0, 3)
    (single,) = add(store, outbox, make())
    assert outbox.reject([single], "schema").result(5) == 0, "never published"
    take(outbox)
    assert outbox.reject([single], "schema").result(5) == 1


def test_bounds_of_rows_and_bytes_of_a_bundle(store: Store, outbox: Outbox, make: Make) -> None:
    add(store, outbox, *(make(data={"x": "y" * 1000}) for _ in range(60)))
    small = replace(BUNDLED, bundling=Bundling(rows=50, bytes=10_000, deflate=False))
    bundles = take(outbox, small)
    assert all(len(each.payload) <= 10_000 for each in bundles)
    assert sum(len(each.rows) for each in bundles) == 60
    outbox.release([each.id for each in bundles])
    again = take(outbox, BUNDLED)
    assert [each.id for each in again] == [each.id for each in bundles]


def test_bulk_keeps_to_its_messages_and_bytes(store: Store, outbox: Outbox, make: Make) -> None:
    add(store, outbox, *(make(prio=8, data={"x": "y" * 1000}) for _ in range(10)))
    add(store, outbox, make(prio=3))
    terms = Terms(bulk_room=4)
    assert [each.prio for each in take(outbox, terms)] == [3, 8, 8, 8, 8]
    assert [each.prio for each in take(outbox, Terms(bulk_room=4, bulk_bytes=1500))] == [8, 8]
    assert take(outbox, Terms(bulk_room=0)) == []
    assert take(outbox, Terms(top_prio=5)) == []


def test_held_topics_and_too_large_rows_do_not_block(
    store: Store, outbox: Outbox, make: Make
) -> None:
    told: list[tuple[str, str]] = []
    outbox.on_given_up(lambda id_, _kind, code: told.append((id_, code)))
    (large,) = add(store, outbox, make(data={"x": "y" * 5000}))
    held = add(store, outbox, make(topic="up/maintenance/held"))
    (good,) = add(store, outbox, make())
    terms = Terms(held=frozenset({"up/maintenance/held"}), payload_max=4096)
    assert [each.id for each in take(outbox, terms)] == [good]
    assert told == [(large, "packet_too_large")]
    assert [each.id for each in take(outbox)] == held


def test_a_later_row_of_a_subject_waits_for_the_receipt_of_the_earlier(
    store: Store, outbox: Outbox, make: Make
) -> None:
    place, change, other = add(
        store,
        outbox,
        make(prio=3, subject="o-1"),
        make(prio=3, subject="o-1"),
        make(prio=3, subject="o-2"),
    )
    assert [each.id for each in take(outbox)] == [place, other]
    (stop,) = add(store, outbox, make(prio=1, subject="o-1"))
    assert [each.id for each in take(outbox)] == [stop], "a stop may overtake"
    assert take(outbox) == []
    outbox.settle([stop]).result(5)
    assert take(outbox) == []
    outbox.settle([place]).result(5)
    assert [each.id for each in take(outbox)] == [change]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.sampled_from(["add", "take", "bundle", "settle", "release"]), max_size=25))
def test_no_row_is_hidden_or_given_out_twice(
    store: Store, outbox: Outbox, gateway: ScriptedGateway, make: Make, steps: list[str]
) -> None:
    del gateway
    flying: list[Dispatch] = []
    for n, step in enumerate(steps):
        if step == "add":
            add(store, outbox, *(make(prio=n % 10) for _ in range(3)))
        elif step in {"take", "bundle"}:
            flying += take(outbox, BUNDLED if step == "bundle" else ANYTHING, room=4)
        elif flying:
            message = flying.pop(n % len(flying))
            if step == "settle":
                outbox.settle([message.id]).result(5)
            else:
                outbox.release([message.id])
        ids = [row for each in flying for row in each.rows or (each.id,)]
        assert len(ids) == len(set(ids))
    outbox.release([each.id for each in flying])
    everything = take(outbox, room=10_000)
    assert len(everything) == waiting(outbox)
    outbox.settle([each.id for each in everything]).result(5)
    assert waiting(outbox) == 0
