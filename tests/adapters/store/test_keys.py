"""Idempotency keys and the ends of rows."""

import pytest

from app.adapters.store import Outbox, Store
from app.adapters.store.ends import Ends
from app.core.errors import IdempotencyConflict
from tests.adapters.store.conftest import Make


def do(store: Store, outbox: Outbox, make: Make, key: str, n: int = 1) -> str:
    message = make(prio=3, id=key, data={"n": n})
    return store.profile.write(lambda c: outbox.add(c, message)).result(5)


def test_the_same_key_is_accepted_again_without_a_second_row(
    store: Store, outbox: Outbox, make: Make
) -> None:
    assert [do(store, outbox, make, "a-1") for _ in range(3)] == ["a-1"] * 3
    assert [each.id for each in outbox.dispatch(9).result(5)] == ["a-1"]
    outbox.settle(["a-1"]).result(5)
    assert do(store, outbox, make, "a-1") == "a-1"
    assert outbox.counts().result(5).waiting == 0
    assert Ends(store).done("a-1").result(5)
    assert not Ends(store).done("a-2").result(5)


@pytest.mark.parametrize("settled", [False, True])
def test_a_key_with_other_data_is_a_conflict_and_the_first_stays(
    store: Store, outbox: Outbox, make: Make, *, settled: bool
) -> None:
    do(store, outbox, make, "a-1")
    if settled:
        outbox.dispatch(1).result(5)
        outbox.settle(["a-1"]).result(5)
    with pytest.raises(IdempotencyConflict, match="a-1 was used for other data"):
        do(store, outbox, make, "a-1", n=2)
    assert outbox.counts().result(5).waiting == (0 if settled else 1)


def test_a_key_is_known_in_every_file(store: Store, outbox: Outbox, make: Make) -> None:
    do(store, outbox, make, "a-1")
    again = make(prio=3, id="a-1", data={"n": 1})
    assert store.device.write(lambda c: outbox.add(c, again)).result(5) == "a-1"
    assert outbox.counts().result(5).waiting == 1


def test_a_rejected_row_is_set_aside_with_its_reason(
    store: Store, outbox: Outbox, make: Make
) -> None:
    do(store, outbox, make, "a-1")
    outbox.dispatch(1).result(5)
    assert outbox.reject(["a-1", "unknown"], "price_expired").result(5) == 1
    (dead,) = Ends(store).dead().result(5)
    assert (dead.id, dead.direction, dead.code, dead.body) == (
        "a-1",
        "up",
        "price_expired",
        b'{"n":1}',
    )
    assert outbox.counts().result(5).waiting == 0
    assert not Ends(store).done("a-1").result(5)
