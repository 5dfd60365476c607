"""A fault stored in the simulated car is on the screen after a check, over real frames."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from app.features.vehicle.dtc_paths import DTC_LIST
from app.features.vehicle.scan import ScanState
from tests.harness.drive import Drive, wait_until

pytestmark = pytest.mark.journey
_SCAN_S = 40.0


@pytest.fixture
def drive(qapp: QGuiApplication, tmp_path: Path) -> Iterator[Drive]:
    assert qapp.platformName() == "offscreen"
    running = Drive(tmp_path)
    yield running
    running.close()


def scanned(drive: Drive) -> None:
    service = drive.hmi.features.diagnostics
    wait_until(lambda: service.scan_report.state is ScanState.DONE, "a finished scan", _SCAN_S)


def scan(drive: Drive) -> None:
    service = drive.hmi.features.diagnostics
    wait_until(lambda: service.may_scan, "leave to scan")
    drive.hmi.views.diagnostics.scan()
    assert service.scan_report.state is ScanState.WAITING
    scanned(drive)


def test_faults_of_the_car_reach_the_screen_and_survive(drive: Drive) -> None:
    controls, view = drive.desk.car.controls, drive.hmi.views.diagnostics
    assert view.property("state") == "unknown"
    scanned(drive)
    assert view.property("state") == "none"
    assert drive.hmi.features.vehicle.sample(DTC_LIST).value == ()

    controls.set_dtc("bms", "P0A80", "00")
    controls.set_dtc("brakes", "C0035", "11")
    controls.set_ecu("vcu", "slow")
    scan(drive)
    assert drive.hmi.features.vehicle.sample(DTC_LIST).value == ("C0035", "P0A80")
    assert [row.code for row in view.now.rows] == ["P0A80", "C0035-11"]
    tester = "Vehicle.Habitacle.Diagnostics.IsTesterConnected"
    assert drive.hmi.features.vehicle.sample(tester).value is not True

    controls.set_ecu("brakes", "silent")
    controls.clear_dtcs()
    scan(drive)
    assert view.property("silent") == 1
    [left] = view.now.rows
    assert (left.code, left.isStale) == ("C0035-11", True)

    drive.restart_hmi()
    view = drive.hmi.views.diagnostics
    wait_until(lambda: view.now.rows, "the records of the run before")
    assert [row.code for row in view.now.rows] == ["C0035-11"]
