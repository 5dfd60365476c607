from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.adapters.store import Outbox, Store
from app.core.message import Outgoing
from tests.fakes.car import ManualClock
from tests.fakes.consents import ScriptedGateway

Make = Callable[..., Outgoing]


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def store(tmp_path: Path, clock: ManualClock) -> Iterator[Store]:
    opened = Store.open(tmp_path / "data", clock)
    yield opened
    opened.close()


@pytest.fixture
def gateway() -> ScriptedGateway:
    return ScriptedGateway()


@pytest.fixture
def outbox(store: Store, gateway: ScriptedGateway) -> Outbox:
    return Outbox(store, gateway)


@pytest.fixture
def make() -> Make:
    def outgoing(kind: str = "maintenance.record", prio: int = 6, **others: object) -> Outgoing:
        fields = {"topic": "up/maintenance/garage-demo", "data": {"n": 1}, **others}
        return Outgoing(type=kind, purpose="P3", recipient="garage-demo", prio=prio, **fields)  # type: ignore[arg-type]

    return outgoing
