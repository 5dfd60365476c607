"""A partner with the contract's files and a plain MQTT client gets along with the real core."""

import ast
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from app.adapters.clock import SystemClock
from app.adapters.issuer_keys import load_issuer_keys
from app.adapters.mqtt import MqttTransport, parse_broker_url
from app.emulator.broker import Broker, find_mosquitto
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.downlink import Applied, Result
from app.features.sync.domain.inbound import Accepted, InboundCheck
from app.features.sync.ports import Effect, SyncPorts
from app.features.sync.service import SyncCore
from tests.contract import consumer as consumer_module
from tests.contract.consumer import Consumer
from tests.contract.files import DEVICE, FOLDER, read
from tests.contract.issuer import pinned
from tests.fakes.desk import quick_tunables, record, until
from tests.fakes.mqtt import FakeOutbox, identity, resolved

pytestmark = pytest.mark.journey


class MemoryInbox:
    """Ids and marks in memory, as the store keeps them on disk."""

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.quarantined: list[tuple[str, str]] = []

    def apply(self, accepted: Accepted, effect: Effect, /) -> Future[Applied]:
        if accepted.message["id"] in self.ids:
            return resolved(Applied.DUPLICATE)
        self.ids.add(accepted.message["id"])
        effect(None)
        return resolved(Applied.APPLIED)

    def settle(self, _accepted: Accepted, _result: Result, /) -> Future[Applied]:
        return resolved(Applied.APPLIED)

    def marks(self) -> Future[Mapping[str, int]]:
        return resolved({})

    def quarantine(self, topic: str, code: str, _payload: bytes, /) -> None:
        self.quarantined.append((topic, code))


class Car:
    """The real core and transport; what it was told to do is in `did`."""

    def __init__(self, url: str, folder: Path) -> None:
        self.did: list[Mapping[str, Any]] = []
        self.inbox, self.outbox, clock = MemoryInbox(), FakeOutbox(), SystemClock()
        transport = MqttTransport(parse_broker_url(url), DEVICE, quick_tunables())
        keys = load_issuer_keys(pinned(folder))
        ports = SyncPorts(
            outbox=self.outbox,
            transport=transport,
            publish=transport.publish,
            generation=self.outbox.generation,
            clock=clock,
            inbox=self.inbox,
            downlink=InboundCheck(load_contract(FOLDER), DEVICE, clock.utc, keys),
            handlers={"command.run": lambda message: lambda _db: self.did.append(message["data"])},
        )
        self.core = SyncCore(ports, identity(), quick_tunables(), lambda _status: None)


@pytest.fixture(params=["mosquitto", "iotcore"])
def broker(request: pytest.FixtureRequest) -> Iterator[Broker]:
    if request.param == "mosquitto" and find_mosquitto() is None:
        pytest.skip("needs mosquitto, which is not installed")
    with Broker(request.param) as running:
        yield running


@pytest.fixture
def car(broker: Broker, tmp_path: Path) -> Iterator[Car]:
    car = Car(broker.url, tmp_path)
    yield car
    car.core.stop()


def test_messages_are_checked_and_confirmed_and_a_command_is_done_once(
    broker: Broker, car: Car
) -> None:
    with Consumer(broker.url) as backend:
        car.core.start()
        assert until(lambda: bool(backend.states))
        assert backend.states[0]["state"] == "online"
        car.outbox.add(*map(record, (1, 2, 3)))
        car.core.nudge()
        assert until(lambda: car.outbox.rows == [])
        assert sorted(each["seq"] for each in backend.stored.values()) == [1, 2, 3]

        sent = backend.command(DEVICE, "state.report")
        assert backend.acks.get(timeout=5)["id"] == sent
        assert [each["name"] for each in car.did] == ["state.report"]
        assert backend.refused == []


def test_a_command_that_is_not_as_it_should_be_is_told_so_and_not_done(
    broker: Broker, car: Car
) -> None:
    with Consumer(broker.url) as backend:
        car.core.start()
        assert until(lambda: bool(backend.states))
        late = backend.command(DEVICE, "state.report", life="2020-01-01T00:00:00Z")
        ack = backend.acks.get(timeout=5)
        assert (ack["id"], ack["result"]) == (late, "expired")
        forged = {**read("examples/order.state.v1.json"), "exp": "2099-01-01T00:00:00Z"}
        backend.publish(f"v1/{DEVICE}/down/order", forged)
        ack = backend.acks.get(timeout=5)
        assert (ack["id"], ack["result"], ack["code"]) == (
            *(forged["id"], "refused"),
            "bad_signature",
        )
        assert car.did == []
        good = backend.command(DEVICE, "state.report")
        assert backend.acks.get(timeout=5) == {"v": 1, "id": good, "result": "applied"}
        assert len(car.did) == 1
        assert {code for _, code in car.inbox.quarantined} == {"expired", "bad_signature"}


def test_without_a_receipt_the_same_bytes_come_again(broker: Broker, car: Car) -> None:
    with Consumer(broker.url, keep_silent=True) as backend:
        car.core.start()
        car.outbox.add(record(1))
        car.core.nudge()
        assert until(lambda: len(backend.stored) == 1)
    with Consumer(broker.url) as backend:
        assert until(lambda: car.outbox.rows == [])
        assert len(backend.stored) == 1


def test_the_consumer_finds_what_breaks_the_contract(broker: Broker) -> None:
    with Consumer(broker.url) as backend:
        good = read("examples/maintenance.record.v1.json")
        topic = f"v1/{DEVICE}/up/maintenance/demo"
        backend.publish(topic, {**good, "seq": 0})
        backend.publish(f"v1/{DEVICE}/up/telemetry", good)
        backend.publish(topic, good)
        assert until(lambda: list(backend.stored) == [good["id"]])
        assert [reason for _, reason in backend.refused] == [
            "$.seq: minimum",
            "not in the contract",
        ]


def test_the_consumer_uses_nothing_of_the_product() -> None:
    for name in ("consumer.py", "files.py", "issuer.py"):
        source = (Path(str(consumer_module.__file__)).parent / name).read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                modules = [str(node.module)]
            assert not any(module.split(".")[0] == "app" for module in modules), name
