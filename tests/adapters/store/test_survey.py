"""A look at what waits, what was set aside, what was confirmed and what left today."""

import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from app.adapters.store import Outbox, Store
from app.adapters.store.survey import Surveyor
from app.core.message import Outgoing
from app.features.sync.domain.survey import Pile
from tests.fakes.car import ManualClock

Make = Callable[..., Outgoing]


def test_an_empty_store(store: Store, clock: ManualClock) -> None:
    found = Surveyor(store).look(clock.wall).result(5)
    assert (found.piles, found.refused, found.confirmed_ms) == ((), {}, None)
    assert (found.sent_rows, found.sent_bytes) == (0, 0)
    unknown = Surveyor(store).look(None).result(5)
    assert (unknown.sent_rows, unknown.sent_bytes) == (None, None)


def test_rows_of_both_files_by_topic_type_and_recipient(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    first = store.now_ms()
    store.profile.write(lambda c: outbox.add(c, make())).result(5)
    clock.advance(5)
    store.profile.write(lambda c: outbox.add(c, make())).result(5)
    store.device.write(lambda c: outbox.add(c, make("maintenance.other"))).result(5)
    topic = "up/maintenance/garage-demo"
    assert sorted(Surveyor(store).look(None).result(5).piles, key=lambda pile: pile.type) == [
        Pile(topic, "maintenance.other", "P3", "garage-demo", 1, first + 5000),
        Pile(topic, "maintenance.record", "P3", "garage-demo", 2, first),
    ]


def test_confirmed_refused_and_sent(
    store: Store, outbox: Outbox, make: Make, clock: ManualClock
) -> None:
    for n in range(3):
        row = make(data={"n": n})
        store.profile.write(partial(outbox.add, outgoing=row)).result(5)
    yesterday = clock.wall - timedelta(days=1)
    (sent, *others) = outbox.dispatch(10).result(5)
    clock.advance(60)
    outbox.settle([sent.id]).result(5)
    outbox.reject([each.id for each in others], "schema").result(5)
    found = Surveyor(store).look(yesterday).result(5)
    assert found.piles == ()
    assert found.refused == {"schema": 2}
    assert found.confirmed_ms == store.now_ms()
    assert found.sent_rows == 3
    assert found.sent_bytes == sum(len(each.payload) for each in (sent, *others))
    assert Surveyor(store).look(clock.wall).result(5).sent_rows == 0, "it left before"


def test_a_long_queue_is_read_in_part_and_counted_whole(
    store: Store, outbox: Outbox, make: Make
) -> None:
    rows = [make(data={"n": n, "text": "x" * 200}) for n in range(10_000)]
    store.profile.write(lambda c: [outbox.add(c, row) for row in rows]).result(60)
    store.profile.write(lambda c: outbox.add(c, make("order.stop", 1))).result(5)
    began = time.perf_counter()
    piles = Surveyor(store).look(None).result(5).piles
    assert time.perf_counter() - began < 0.1
    found = {pile.type: pile.rows for pile in piles}
    assert found == {"order.stop": 1, "maintenance.record": 500, "": 9_500}
