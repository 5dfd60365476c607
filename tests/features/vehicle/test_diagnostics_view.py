"""What the car check shows: words, never a code as a headline, and every state of a scan."""

import math

import pytest
from PySide6.QtTest import QAbstractItemModelTester

from app.core.observe import Change
from app.features.vehicle.diagnostics import DiagnosticsService
from app.features.vehicle.diagnostics_view import Diagnostics, ecu_name
from app.features.vehicle.dtc import PENDING, UDS, Dtc, DtcAnswer
from app.features.vehicle.dtc_texts import load_dtc_texts
from app.features.vehicle.scan import ScanReason, ScanReport, ScanState
from app.main.paths import ASSETS
from tests.features.vehicle.test_diagnostics import World, done

TEXTS = load_dtc_texts(ASSETS / "dtc/generic.json")
WHEEL = DtcAnswer(UDS, (Dtc("C0035", "00", 0x2F),))


class Parking:
    """A driving state that only says when it changed."""

    def __init__(self) -> None:
        self.changed = Change()


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def service(world: World) -> DiagnosticsService:
    return world.service()


@pytest.fixture
def view(service: DiagnosticsService) -> Diagnostics:
    return Diagnostics(service, Parking(), TEXTS)


def test_before_the_first_scan(view: Diagnostics) -> None:
    assert view.property("state") == "unknown"
    assert view.property("scanState") == "never"
    assert math.isnan(view.property("scannedMs"))
    assert view.property("mayScan") is True


def test_a_car_that_cannot_be_asked(world: World) -> None:
    view = Diagnostics(world.service(can_ask=False), Parking(), TEXTS)
    assert view.property("state") == "unavailable"
    assert view.property("mayScan") is False


def test_rows_in_plain_words(view: Diagnostics, service: DiagnosticsService) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    watched = QAbstractItemModelTester(view.property("records"), fatal)
    service.on_report(done(brakes=WHEEL, motor=DtcAnswer(PENDING, (Dtc("P1A12"),))))
    wheel, motor = view.now.rows
    assert wheel.title == TEXTS.find("C0035").title
    assert wheel.advice == TEXTS.find("C0035").advice
    assert (wheel.ecuName, wheel.code) == ("Brakes", "C0035")
    assert (wheel.isPending, wheel.isStale) == (False, False)
    assert motor.isPending
    for row in view.now.rows:
        assert row.code not in row.title + row.advice
    assert view.property("count") == 1
    assert view.property("listed") == watched.model().rowCount() == 2
    assert view.property("state") == "faults"


def test_only_pending_is_watched_and_counts_nothing(
    view: Diagnostics, service: DiagnosticsService
) -> None:
    service.on_report(done(motor=DtcAnswer(PENDING, (Dtc("P0217"),))))
    assert view.property("state") == "watched"
    assert (view.property("count"), view.property("worst"), view.property("urgent")) == (0, "", 0)


def test_none_after_a_scan_and_stale_after_half_a_scan(
    view: Diagnostics, service: DiagnosticsService
) -> None:
    service.on_report(done(brakes=WHEEL))
    service.on_report(done(engine=DtcAnswer(UDS, ())))
    [row] = view.now.rows
    assert row.isStale
    service.on_report(done(brakes=DtcAnswer(UDS, ())))
    assert view.property("state") == "none"
    assert view.property("scannedMs") > 0


def test_progress_and_reason(view: Diagnostics, service: DiagnosticsService) -> None:
    service.on_report(ScanReport(ScanState.RUNNING, step=2, steps=8))
    assert (view.property("scanState"), view.property("progress")) == ("running", 0.25)
    assert view.property("mayScan") is False
    service.on_report(ScanReport(ScanState.WAITING, ScanReason.TESTER))
    assert (view.property("scanState"), view.property("scanReason")) == ("waiting", "tester")


def test_scan_is_an_intent(view: Diagnostics, world: World) -> None:
    view.scan()
    assert world.requests == 1


def test_only_what_changed_notifies(view: Diagnostics, service: DiagnosticsService) -> None:
    told: list[str] = []
    view.recordsChanged.connect(lambda: told.append("records"))
    view.scanChanged.connect(lambda: told.append("scan"))
    view.refresh()
    assert told == []
    service.on_report(ScanReport(ScanState.RUNNING, step=1, steps=8))
    assert told == ["scan"]


@pytest.mark.parametrize(
    ("name", "shown"), [("engine", "Engine"), ("BMS", "Drive battery"), ("7BF", "7BF")]
)
def test_names_of_control_units(name: str, shown: str) -> None:
    assert ecu_name(name) == shown
