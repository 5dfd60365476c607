"""`Maintenance`: the list, the alert to name first, the overlay, the wheels."""

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.core.restriction_rules import Mode
from app.features.maintenance.domain.constants import parse_tyre_rules, parse_vehicle_model
from app.features.maintenance.domain.tyres import Wheel
from app.features.maintenance.ports import Ports
from app.features.maintenance.service import MaintenanceService
from app.features.maintenance.view import AlertRow, Maintenance
from app.main.paths import ASSETS
from app.ui.keyed_model import KeyedListModel
from tests.fakes.ability import FakeRestrictions
from tests.fakes.alerts import FakeAlertStore
from tests.fakes.car import FakeCar

MODELS = ASSETS / "models/maintenance"


class Desk:
    def __init__(self) -> None:
        self.car = FakeCar()
        self.restrictions = FakeRestrictions()
        ports = Ports(
            self.car.service, FakeAlertStore(), self.car.clock, lambda: None, lambda fn: fn()
        )
        self.service = MaintenanceService(
            ports,
            parse_tyre_rules((MODELS / "maint-2026.1.json").read_text(encoding="utf-8")),
            parse_vehicle_model(
                (MODELS / "vehicles/habitacle-ev.json").read_text(encoding="utf-8")
            ),
        )
        self.service.start()
        self.view = Maintenance(self.service, self.restrictions)
        model = self.view.property("alerts")
        assert isinstance(model, KeyedListModel)
        self.model: KeyedListModel[AlertRow] = model
        self.tester = QAbstractItemModelTester(
            model, QAbstractItemModelTester.FailureReportingMode.Fatal
        )

    def pressure(self, wheel: Wheel, kpa: float, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.car.clock.advance(1)
            self.car.tyres({w: kpa if w is wheel else 250 for w in Wheel})

    def leak(self, wheel: Wheel = Wheel.REAR_LEFT, to: int = 180) -> None:
        for kpa in range(250, to - 1, -1):
            self.pressure(wheel, kpa)


@pytest.fixture
def desk(qapp: QCoreApplication) -> Desk:
    assert qapp is not None
    return Desk()


def test_without_alerts(desk: Desk) -> None:
    assert desk.view.property("count") == 0
    assert desk.view.property("worstSeverity") == ""
    assert desk.view.property("overlayVisible") is False
    assert desk.view.property("rearLeft") == "unknown"
    desk.pressure(Wheel.REAR_LEFT, 250)
    desk.view.refresh()
    assert desk.view.property("rearLeft") == "ok"


def test_a_leak_fills_list_top_overlay_and_wheel(desk: Desk) -> None:
    desk.leak()
    [row] = desk.model.rows
    assert (row.kind, row.severity, row.position) == ("tyre.rapid_leak", "critical", "rear_left")
    assert (row.kpa, row.placardKpa, row.acknowledged) == (180.0, 250.0, False)
    view = desk.view
    assert view.property("topKind") == view.property("overlayKind") == "tyre.rapid_leak"
    assert view.property("topKpa") == 180.0
    assert view.property("overlayPosition") == "rear_left"
    assert view.property("overlaySeverity") == view.property("worstSeverity") == "critical"
    assert view.property("overlayVisible") is True
    assert view.property("rearLeft") == "critical"
    assert view.property("frontLeft") == "ok"


def test_acknowledging_puts_the_overlay_away_and_keeps_the_alert(desk: Desk) -> None:
    desk.leak()
    desk.view.acknowledge()
    assert desk.view.property("overlayVisible") is False
    assert desk.model.rows[0].acknowledged
    desk.view.acknowledge()
    assert desk.view.property("count") == 1


def test_a_second_leak_waits_behind_the_first(desk: Desk) -> None:
    desk.leak(Wheel.REAR_LEFT)
    desk.car.clock.advance(120)
    for kpa in range(250, 200, -1):
        desk.car.clock.advance(1)
        desk.car.tyres(
            {w: {Wheel.REAR_LEFT: 180, Wheel.FRONT_RIGHT: kpa}.get(w, 250) for w in Wheel}
        )
    assert desk.view.property("overlayPosition") == "rear_left"
    desk.view.acknowledge()
    assert desk.view.property("overlayPosition") == "front_right"
    assert [row.position for row in desk.model.rows] == ["rear_left", "front_right"]


def test_a_reminder_comes_back_when_parked(desk: Desk) -> None:
    desk.restrictions.become(Mode.CARD)
    desk.leak()
    assert desk.view.property("overlayVisible") is True
    desk.view.remindWhenParked()
    assert desk.view.property("overlayVisible") is False
    desk.restrictions.become(Mode.LIMITED)
    assert desk.view.property("overlayVisible") is False
    desk.restrictions.become(Mode.FULL)
    assert desk.view.property("overlayVisible") is True


def test_a_refill_empties_everything(desk: Desk) -> None:
    desk.leak()
    desk.pressure(Wheel.REAR_LEFT, 250, 2)
    desk.view.refresh()
    assert desk.model.rows == ()
    assert desk.view.property("overlayVisible") is False
    assert desk.view.property("topKind") == ""
    assert desk.view.property("rearLeft") == "ok"


def test_only_what_differs_notifies(desk: Desk) -> None:
    desk.leak()
    told: list[str] = []
    desk.view.topChanged.connect(lambda: told.append("top"))
    desk.view.overlayChanged.connect(lambda: told.append("overlay"))
    desk.view.wheelsChanged.connect(lambda: told.append("wheels"))
    desk.view.refresh()
    assert told == []
    desk.view.acknowledge()
    assert told == ["top", "overlay"]


def test_the_own_timer_observes_a_quiet_car(qtbot: QtBot, desk: Desk) -> None:
    desk.pressure(Wheel.REAR_LEFT, 250)
    desk.car.set({f"{Wheel.REAR_LEFT.path}.Tire.Pressure": 200})
    assert desk.service.open_alerts == ()
    desk.car.clock.advance(1)
    with qtbot.waitSignal(desk.view.topChanged, timeout=3000):
        pass
    assert [row.kpa for row in desk.model.rows] == [200.0]
