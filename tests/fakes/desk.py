"""A real sync core, transport, broker and cloud on one desk; only outbox and gateway are fakes."""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Self

from app.adapters.clock import SystemClock
from app.adapters.mqtt import MqttClient, MqttTransport, parse_broker_url
from app.core.message import Dispatch, QueuedMessage
from app.emulator.broker import Broker
from app.emulator.cloud import Cloud
from app.features.sync.contract_files import load_contract
from app.features.sync.domain.envelope import encode
from app.features.sync.domain.state import Status
from app.features.sync.domain.tunables import Tunables
from app.features.sync.ports import SyncPorts
from app.features.sync.service import SyncCore
from tests.fakes.mqtt import CONTRACT, DEVICE, FakeOutbox, identity, link_tunables


def quick_tunables() -> Tunables:
    """The product's settings with the waits of the link shortened."""
    return replace(
        link_tunables(),
        attempt_spacing_s=0.05,
        backoff_cap_s=0.2,
        resend_first_s=0.3,
        will_delay_s=0,
        status_interval_s=0.0,
    )


def until(condition: Callable[[], bool], timeout_s: float = 8.0) -> bool:
    """Whether *condition* came true in time."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


def record(n: int) -> Dispatch:
    """Row *n*: a maintenance record the contract allows."""
    example = json.loads((CONTRACT / "examples/maintenance.record.v1.json").read_bytes())
    topic, id_ = "up/maintenance/garage", f"0192f0c8-7a41-7cc3-98c4-{n:012x}"
    data = json.dumps(example["data"], separators=(",", ":")).encode()
    row = QueuedMessage(
        *(n, id_, topic, example["type"], 1, "P3", "garage", 6, "9f3a22b1.17"),
        *(1795348800000, None, 0, data),
    )
    return Dispatch(
        *(id_, f"v1/{DEVICE}/{topic}", encode(row), row.type, "P3", "garage"), prio=6, generation=0
    )


@dataclass
class Desk:
    """Everything between a row and the backend."""

    broker: Broker
    tunables: Tunables = field(default_factory=quick_tunables)

    def __post_init__(self) -> None:
        url = self.broker.url
        self.port = MqttClient(url, "cloud")
        self.cloud = Cloud(self.port, load_contract(CONTRACT))
        self.transport = MqttTransport(parse_broker_url(url), DEVICE, self.tunables)
        self.outbox = FakeOutbox()
        self.reports: list[Status] = [Status()]
        ports = SyncPorts(
            outbox=self.outbox,
            transport=self.transport,
            publish=self.transport.publish,
            generation=self.outbox.generation,
            clock=SystemClock(),
        )
        self.core = SyncCore(ports, identity(), self.tunables, self.reports.append)

    def __enter__(self) -> Self:
        self.cloud.start()
        assert self.port.wait_ready(5)
        self.core.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.core.stop()
        self.cloud.stop()
        assert until(lambda: not any(t.name == "sync" for t in threading.enumerate()))

    @property
    def link(self) -> str:
        return self.reports[-1].link

    def add(self, *numbers: int) -> None:
        self.outbox.add(*map(record, numbers))
        self.core.nudge()

    def records(self) -> list[str]:
        """Ids of the rows the cloud has, in order of arrival."""
        return [each.id for each in self.cloud.received if each.type == "maintenance.record"]
