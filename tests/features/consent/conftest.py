import pytest

from tests.fakes.car import ManualClock
from tests.fakes.consents import FakeConsentStore
from tests.fakes.privacy import ConsentBench


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def records() -> FakeConsentStore:
    return FakeConsentStore()


@pytest.fixture
def bench(records: FakeConsentStore, clock: ManualClock) -> ConsentBench:
    return ConsentBench(records, clock).start()
