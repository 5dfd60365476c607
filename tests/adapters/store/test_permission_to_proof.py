"""From the driver's permission to the ledger, and its end: nothing of it leaves afterwards."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.store import AlertRepository, ConsentRepository, Ledger, Outbox, Store
from app.core.message import Dispatch, Outgoing
from app.features.maintenance.domain import Alert, Severity
from app.features.maintenance.domain.constants import parse_tyre_rules
from app.features.maintenance.domain.record import maintenance_record
from app.main.paths import ASSETS
from tests.fakes.privacy import P3, ConsentBench

NOW = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
ALERT = Alert(
    *("a-1", "tyre.low.rear_left", "tyre.low", Severity.SOON, NOW, NOW, None),
    params={"wheel": "rear_left", "kpa": 190, "placard_kpa": 250},
    model_id="maint-2026.1",
)
RULES = ASSETS / "models" / "maintenance" / "maint-2026.1.json"


class Car:
    """Everything between an act and the transport."""

    def __init__(self, store: Store) -> None:
        self.bench = ConsentBench(ConsentRepository(store), store.clock)
        self.outbox = Outbox(store, self.bench.gateway)
        self.alerts = AlertRepository(store)
        self.ledger = Ledger(store)
        self.left: list[Dispatch] = []
        self.bench.gateway.bind(self._publish)
        self.bench.service.load()
        self.until(lambda: self.bench.service.ready)

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + 5
        while not reached():
            assert time.monotonic() < end
            self.outbox.counts().result(5)
            self.bench.post.run()

    def give(self) -> None:
        self.bench.give()
        self.until(lambda: self.bench.state == "given")

    def withdraw(self) -> None:
        self.bench.withdraw()
        self.outbox.counts().result(5)
        self.bench.post.run()

    def warn(self, number: int = 1) -> None:
        message = record()
        self.alerts.save(replace(ALERT, id=f"a-{number}"), message).result(5)

    def pump(self) -> list[Dispatch]:
        taken = self.outbox.dispatch(50).result(5)
        for message in taken:
            self.bench.gateway.publish(message)
        return taken

    def _publish(self, message: Dispatch) -> bool:
        self.left.append(message)
        return True


def record() -> Outgoing:
    rules = parse_tyre_rules(RULES.read_text("utf-8"))
    return maintenance_record(ALERT, "garage-demo", 41_000.4, rules)


@pytest.fixture
def car(store: Store) -> Car:
    return Car(store)


def test_a_permitted_record_leaves_and_the_ledger_proves_it(car: Car) -> None:
    car.give()
    car.warn()
    car.pump()
    (sent,) = car.left
    (entry,) = car.ledger.page().result(5)
    assert json.loads(sent.payload)["data"] == record().data
    assert entry.body["consent_record_id"] == car.bench.service.permits(*P3)
    assert (entry.kind, entry.categories[0]) == ("maintenance", "alert")
    assert car.outbox.settle([sent.id]).result(5) == 1
    assert car.outbox.counts().result(5).waiting == 0
    assert car.ledger.verify().result(5)


def test_without_permission_nothing_leaves(car: Car) -> None:
    car.warn()
    car.pump()
    assert car.left == []
    assert car.ledger.page().result(5) == []
    assert car.outbox.counts().result(5).dropped == 1


def test_after_a_withdrawal_only_the_tombstone_leaves(car: Car) -> None:
    car.give()
    for number in range(20):
        car.warn(number)
    car.withdraw()
    car.warn(99)
    assert car.bench.state == "withdrawn"
    car.pump()
    assert [message.type for message in car.left] == ["consent.withdrawn"]
    (entry,) = car.ledger.page().result(5)
    assert (entry.body["lawful_basis"], entry.kind) == ("L", "withdraw")
    record_id = json.loads(car.left[0].payload)["data"]["record_id"]
    assert entry.body["consent_record_id"] == record_id
    assert car.outbox.counts().result(5).dropped == 21


def test_a_batch_taken_before_the_tap_does_not_leave_after_it(car: Car) -> None:
    car.give()
    car.warn()
    taken = car.outbox.dispatch(10).result(5)
    car.bench.withdraw()
    assert len(taken) == 1
    assert not car.bench.gateway.publish(taken[0])
    assert car.left == []


def test_a_withdrawal_outlives_a_restart_and_is_told_then(
    car: Car, store: Store, tmp_path: Path
) -> None:
    car.give()
    car.withdraw()
    store.close()
    again = Store.open(tmp_path / "data", store.clock)
    try:
        second = Car(again)
        assert second.bench.state == "withdrawn"
        second.pump()
        assert [message.type for message in second.left] == ["consent.withdrawn"]
    finally:
        again.close()
