"""From the driver's permission to the backend and back: real store, gateway, link and broker."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.adapters.clock import SystemClock
from app.adapters.mqtt import MqttClient, MqttTransport, parse_broker_url
from app.adapters.store import AlertRepository, ConsentRepository, Ledger, Outbox, Store
from app.emulator.broker import Broker
from app.emulator.cloud import Cloud
from app.features.maintenance.domain import Alert, Severity
from app.features.maintenance.domain.constants import parse_tyre_rules
from app.features.maintenance.domain.record import maintenance_record
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.state import Identity, Status
from app.features.sync.ports import SyncPorts
from app.features.sync.service import SyncCore
from tests.fakes.desk import quick_tunables, until
from tests.fakes.mqtt import CONTRACT, ROOT
from tests.fakes.privacy import ConsentBench

NOW = datetime(2026, 11, 24, 17, 42, tzinfo=UTC)
ALERT = Alert(
    *("a-1", "tyre.low.rear_left", "tyre.low", Severity.SOON, NOW, NOW, None),
    params={"wheel": "rear_left", "kpa": 190, "placard_kpa": 250},
    model_id="maint-2026.1",
)
RULES = parse_tyre_rules((ROOT / "assets/models/maintenance/maint-2026.1.json").read_text("utf-8"))


class Car:
    """The head unit without a screen, and the backend it talks to."""

    def __init__(self, store: Store, url: str) -> None:
        self.bench = ConsentBench(ConsentRepository(store), store.clock)
        self.outbox = Outbox(store, self.bench.gateway)
        self.alerts = AlertRepository(store)
        self.ledger = Ledger(store)
        self.cloud_port = MqttClient(url, "cloud")
        self.cloud = Cloud(self.cloud_port, load_contract(CONTRACT))
        transport = MqttTransport(parse_broker_url(url), store.device_id, quick_tunables())
        self.bench.gateway.bind(transport.publish)
        self.reports: list[Status] = [Status()]
        self.core = SyncCore(
            SyncPorts(
                outbox=self.outbox,
                transport=transport,
                publish=self.bench.gateway.publish,
                generation=self.bench.gateway.generation,
                clock=store.clock,
            ),
            Identity(store.device_id, store.boot, "0.1.0", "1.0"),
            quick_tunables(),
            self.reports.append,
        )
        self.bench.service.load()
        assert self.posted(lambda: self.bench.service.ready)

    def posted(self, condition: Callable[[], bool]) -> bool:
        """Whether *condition* came true while the GUI thread's calls were carried out."""

        def reached() -> bool:
            self.bench.post.run()
            return condition()

        return until(reached)

    def warn(self, number: int) -> None:
        alert = replace(ALERT, id=f"a-{number}", updated_at=datetime.now(UTC))
        message = maintenance_record(alert, "garage-demo", 41_000.4, RULES)
        self.alerts.save(alert, message).result(5)
        self.core.nudge()

    def types(self) -> list[str]:
        return [each.type for each in self.cloud.received if each.type != "state"]

    def waiting(self) -> int:
        return self.outbox.counts().result(5).waiting


@pytest.fixture
def car(tmp_path: Path, broker: Broker) -> Iterator[Car]:
    store = Store.open(tmp_path, SystemClock())
    car = Car(store, broker.url)
    car.cloud.start()
    assert car.cloud_port.wait_ready(5)
    car.core.start()
    yield car
    car.core.stop()
    car.cloud.stop()
    store.close()


def test_a_permitted_warning_reaches_the_backend_and_leaves_the_outbox(
    car: Car, broker: Broker
) -> None:
    assert until(lambda: car.reports[-1].link == "up")
    car.bench.give()
    assert car.posted(lambda: car.bench.state == "given")
    car.warn(1)
    assert until(lambda: car.waiting() == 0 and car.types() == ["maintenance.record"])
    broker.kill()
    assert until(lambda: car.reports[-1].link != "up")
    car.warn(2)
    assert car.waiting() == 1
    broker.start()
    assert until(lambda: car.waiting() == 0)
    assert car.types() == ["maintenance.record"] * 2
    assert car.cloud.violations == ()
    kinds = {entry.kind for entry in car.ledger.page().result(5)}
    assert kinds == {"state", "maintenance"}
    assert car.ledger.verify().result(5)


def test_a_withdrawal_offline_lets_only_the_tombstone_out(car: Car, broker: Broker) -> None:
    car.bench.give()
    assert car.posted(lambda: car.bench.state == "given")
    assert until(lambda: car.reports[-1].link == "up")
    broker.kill()
    assert until(lambda: car.reports[-1].link != "up")
    car.warn(1)
    car.bench.withdraw()
    car.core.nudge(urgent=True)
    assert car.posted(lambda: car.bench.state == "withdrawn")
    car.core.nudge(urgent=True)
    broker.start()
    assert until(lambda: car.types() == ["consent.withdrawn"])
    assert until(lambda: car.waiting() == 0)
    assert car.types() == ["consent.withdrawn"]
