"""The car check: what scans and passers-by say, what is kept, what others may read."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from app.core.signals import Reason, Validity
from app.features.vehicle.diagnostics import (
    DiagnosticsPorts,
    DiagnosticsService,
    by_urgency,
)
from app.features.vehicle.dtc import CONFIRMED, PENDING, UDS, Dtc, DtcAnswer, DtcBook
from app.features.vehicle.dtc_paths import DTC_COUNT, DTC_LIST, DTC_PATHS, DTC_RECORDS
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState
from app.features.vehicle.service import Published
from tests.fakes.car import EV_PATHS, FakeCar
from tests.fakes.fault_memory import FakeFaultMemory

P0420 = DtcAnswer(CONFIRMED, (Dtc("P0420"),))
C1812 = DtcAnswer(UDS, (Dtc("C1812", "87", 0x2F),))
NOTHING = DtcAnswer(UDS, ())


@dataclass
class World:
    """A service over a car and a store set by hand."""

    car: FakeCar = field(default_factory=lambda: FakeCar(paths=EV_PATHS.union(DTC_PATHS)))
    store: FakeFaultMemory = field(default_factory=FakeFaultMemory)
    parked: bool = True
    requests: int = 0

    def service(self, *, can_ask: bool = True) -> DiagnosticsService:
        return DiagnosticsService(
            DiagnosticsPorts(
                vehicle=self.car.service,
                store=self.store,
                clock=self.car.clock,
                publish=lambda samples: self.car.service.apply(Published(samples)),
                parked=lambda: self.parked,
                request_scan=self._request,
                post=lambda fn: fn(),
                severity_of=lambda code: {"P0420": "plan", "C1812": "critical"}.get(code, "info"),
            ),
            can_ask=can_ask,
        )

    def _request(self) -> None:
        self.requests += 1

    def value(self, path: str) -> object:
        return self.car.service.sample(path).value


def done(**answers: DtcAnswer) -> ScanReport:
    return ScanReport(ScanState.DONE, answers={ecu: [answer] for ecu, answer in answers.items()})


def test_nothing_is_known_before_the_first_scan() -> None:
    world = World()
    service = world.service()
    service.start()
    for path in DTC_PATHS:
        sample = world.car.service.sample(path)
        assert (sample.state, sample.reason) == (Validity.UNKNOWN, Reason.NEVER_RECEIVED)
    assert service.records == ()
    assert not service.is_known


def test_a_scan_publishes_list_count_and_records() -> None:
    world = World()
    world.car.set({"Vehicle.TraveledDistance": 41_000_900})
    service = world.service()
    service.on_report(done(engine=P0420, brakes=C1812))
    assert world.value(DTC_LIST) == ("C1812", "P0420")
    assert world.value(DTC_COUNT) == 2
    text = world.value(DTC_RECORDS)
    assert isinstance(text, str)
    [engine, _] = json.loads(text)
    assert engine == {
        "code": "P0420",
        "ecu": "engine",
        "status": None,
        "severity": "plan",
        "first_seen": "2026-11-24T17:42:00Z",
        "last_seen": "2026-11-24T17:42:00Z",
        "odometer_km": 41_000.9,
        "stale": False,
        "kinds": ["confirmed"],
    }
    service.on_report(done(engine=NOTHING, brakes=NOTHING))
    assert world.value(DTC_LIST) == ()
    assert world.value(DTC_COUNT) == 0


def test_one_scan_by_itself_once_the_car_is_parked() -> None:
    world = World(parked=False)
    service = world.service()
    service.start()
    assert world.requests == 0
    world.parked = True
    for _ in range(3):
        world.car.set({"Vehicle.Speed": 0.0})
    assert world.requests == 1
    service.on_report(done(engine=NOTHING))
    world.car.set({"Vehicle.Speed": 0.0})
    assert world.requests == 1


def test_the_driver_may_ask_when_parked_and_not_twice() -> None:
    world = World()
    service = world.service()
    service.scan()
    service.scan()
    assert world.requests == 1
    assert service.scan_report.state is ScanState.WAITING
    service.on_report(ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER))
    world.parked = False
    service.scan()
    assert world.requests == 1
    world.parked = True
    service.scan()
    assert world.requests == 2


def test_a_car_that_may_not_be_asked_is_not() -> None:
    world = World()
    service = world.service(can_ask=False)
    service.start()
    service.scan()
    world.car.set({"Vehicle.Speed": 0.0})
    assert world.requests == 0


def test_a_scan_that_failed_changes_nothing() -> None:
    world = World()
    service = world.service()
    service.on_report(done(engine=P0420))
    before = service.records
    service.on_report(ScanReport(ScanState.FAILED, ScanReason.NO_ANSWER))
    assert service.records == before
    assert world.value(DTC_COUNT) == 1


def test_answers_to_others_are_folded() -> None:
    world = World()
    service = world.service(can_ask=False)
    told: list[int] = []
    service.changed.connect(lambda: told.append(len(service.records)))
    service.fold_answers([])
    service.fold_answers([(1, "brakes", bytes.fromhex("7F 19 78"))])
    assert told == []
    service.fold_answers([(2, "brakes", bytes.fromhex("59 02 FF 58 12 87 28"))])
    assert told == [1]
    assert world.value(DTC_LIST) == ("C1812",)
    assert world.store.saves == 1


def test_own_answers_count_when_the_scan_is_finished() -> None:
    world = World()
    service = world.service()
    service.on_report(ScanReport(ScanState.RUNNING, step=1, steps=4))
    service.fold_answers([(2, "brakes", bytes.fromhex("59 02 FF 58 12 87 28"))])
    assert service.records == ()


def test_records_survive_a_restart_as_old_values() -> None:
    world = World()
    world.service().on_report(done(engine=P0420))
    world.car.clock.advance(3600)
    later = World(
        car=FakeCar(world.car.clock, EV_PATHS.union(DTC_PATHS)), store=world.store, parked=False
    )
    service = later.service()
    service.start()
    assert [record.code for record in service.records] == ["P0420"]
    assert service.scanned_at is not None
    sample = later.car.service.sample(DTC_LIST)
    assert (sample.state, sample.reason) == (Validity.STALE, Reason.RESTORED)
    assert sample.last_valid == ("P0420",)
    assert sample.t_valid_ns == later.car.clock.ns - 3600 * 10**9


def _distrust(world: World) -> None:
    world.car.clock.trusted = False


@pytest.mark.parametrize(
    "change",
    [lambda world: world.car.clock.advance(90_000), _distrust],
)
def test_too_old_or_no_trusted_time_is_unknown(change: Callable[[World], None]) -> None:
    world = World()
    world.service().on_report(done(engine=P0420))
    change(world)
    later = World(
        car=FakeCar(world.car.clock, EV_PATHS.union(DTC_PATHS)), store=world.store, parked=False
    )
    service = later.service()
    service.start()
    assert later.car.service.sample(DTC_LIST).state is Validity.UNKNOWN
    assert len(service.records) == 1


def test_who_kept_silent_is_remembered() -> None:
    world = World()
    service = world.service()
    service.on_report(replace(done(engine=NOTHING), silent=("brakes",)))
    assert service.silent == ("brakes",)
    again = World(store=world.store, parked=False).service()
    again.start()
    assert again.silent == ("brakes",)


def test_no_time_is_invented() -> None:
    world = World()
    _distrust(world)
    service = world.service()
    service.on_report(done(engine=P0420))
    assert service.scanned_at is None
    assert service.is_known
    assert service.records[0].first_seen is None


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        '{"scanned_at": null, "records": "[]"}',
        '{"scanned_at": 7, "records": "[]"}',
        "7",
    ],
)
def test_a_damaged_document_is_reported_and_not_used(
    body: str, caplog: pytest.LogCaptureFixture
) -> None:
    world = World(store=FakeFaultMemory(body))
    service = world.service()
    service.start()
    assert service.records == ()
    assert "could not be loaded" in caplog.text
    assert world.requests == 1


def test_what_could_not_be_stored_is_offered_again(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    service = world.service()
    world.store.fail = OSError("disk full")
    service.on_report(done(engine=P0420))
    assert "could not be stored: disk full" in caplog.text
    world.store.fail = None
    service.retry()
    service.retry()
    assert world.store.saves == 1


def test_order_confirmed_first_then_fresh_then_severe() -> None:
    book = DtcBook(severity_of={"P0001": "critical", "P0002": "soon"}.get)  # type: ignore[arg-type]
    for code, kind in (("P0003", CONFIRMED), ("P0002", CONFIRMED), ("P0001", PENDING)):
        book = book.fold(code, DtcAnswer(kind, (Dtc(code),)), None, None)
    old = replace(book.records[0], ecu="old", severity="critical", stale=True)
    codes = [(r.ecu, r.code) for r in by_urgency([*book.records, old])]
    assert codes == [("P0002", "P0002"), ("P0003", "P0003"), ("old", "P0003"), ("P0001", "P0001")]
