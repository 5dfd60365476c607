"""Advice about the car for QML: codes and numbers, the words are QML's."""

from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.attention import Attention, Notice, Priority
from app.core.observe import Change
from app.core.restriction_rules import Mode
from app.features.maintenance.domain import Alert, Severity
from app.features.maintenance.domain.tyres import Wheel
from app.features.maintenance.service import MaintenanceService
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_OBSERVE_MS = 250


class RestrictionsPort(Protocol):
    """What the driving state allows."""

    changed: Change

    def mode(self, capability: str) -> Mode:
        """Mode of a capability now."""


class AlertRow(NamedTuple):
    """One row of `Maintenance.alerts`; roles are the field names. Pressures in kPa."""

    key: str
    kind: str
    severity: str
    position: str
    kpa: float
    lowestKpa: float
    placardKpa: float
    openedMs: float
    acknowledged: bool


class MaintenanceSnapshot(NamedTuple):
    """Everything the view shows at one moment; `wheels` is unknown, ok or a severity each."""

    rows: tuple[AlertRow, ...] = ()
    overlay: AlertRow | None = None
    wheels: tuple[str, ...] = ("unknown",) * len(Wheel)

    @property
    def top(self) -> AlertRow | None:
        """The alert to name first."""
        return self.rows[0] if self.rows else None


_PRIORITIES = {
    Severity.CRITICAL: Priority.CRITICAL,
    Severity.SOON: Priority.SOON,
    Severity.PLAN: Priority.PLAN,
    Severity.INFO: Priority.INFO,
}
_NAN = float("nan")
_NO_ROW = AlertRow("", "", "", "", _NAN, _NAN, _NAN, _NAN, acknowledged=False)


def row_of(alert: Alert) -> AlertRow:
    """The row that shows *alert*."""
    return AlertRow(
        key=alert.key,
        kind=alert.kind,
        severity=str(alert.severity),
        position=alert.params["wheel"],
        kpa=float(alert.params["kpa"]),
        lowestKpa=float(alert.params["lowest_kpa"]),
        placardKpa=float(alert.params["placard_kpa"]),
        openedMs=alert.opened_at.timestamp() * 1000,
        acknowledged=bool(alert.params.get("acknowledged")),
    )


def snapshot(
    alerts: tuple[Alert, ...], known: frozenset[Wheel], covering: str | None
) -> MaintenanceSnapshot:
    """Derive what shows from *alerts* by urgency, wheels with a reading, and the covering key."""
    rows = tuple(row_of(alert) for alert in alerts)
    overlay = next((row for row in rows if row.key == covering), None)
    wheels = tuple(
        next(
            (row.severity for row in rows if row.position == wheel),
            "ok" if wheel in known else "unknown",
        )
        for wheel in Wheel
    )
    return MaintenanceSnapshot(rows, overlay, wheels)


def _field(which: str, name: str, kind: type, notify: Signal) -> Property:
    def read(view: "Maintenance") -> Any:
        return getattr(getattr(view.now, which) or _NO_ROW, name)

    return Property(kind, read, notify=notify)


def _wheel(index: int, notify: Signal) -> Property:
    def read(view: "Maintenance") -> str:
        return view.now.wheels[index]

    return Property(str, read, notify=notify)


@QmlElement
@QmlSingleton
class Maintenance(Provided):
    """Open alerts, the one to name first, the one that may cover the screen, and the wheels.

    What covers the screen is decided by `app.core.attention`; what was put off returns when
    maintenance is fully available again, that is, when parked.
    """

    topChanged = Signal()
    overlayChanged = Signal()
    wheelsChanged = Signal()

    def __init__(self, service: MaintenanceService, restrictions: RestrictionsPort) -> None:
        super().__init__()
        self._service = service
        self._restrictions = restrictions
        self._model = KeyedListModel(AlertRow, key="key", parent=self)
        self.now = MaintenanceSnapshot()
        self._attention = Attention()
        self._attention.set_mode(restrictions.mode("maintenance"))
        self._timer = QTimer(self)
        self._timer.setInterval(_OBSERVE_MS)
        self._timer.timeout.connect(self._observe)
        self._timer.start()
        service.changed.connect(self.refresh)
        restrictions.changed.connect(self._on_restrictions)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now; only what differs notifies."""
        judged = self._service.judges_tyres
        known = frozenset(w for w in Wheel if judged and self._service.pressure(w) is not None)
        before = self.now
        alerts = self._service.open_alerts
        self._attention.update(
            [
                Notice(alert.key, _PRIORITIES[alert.severity])
                for alert in sorted(alerts, key=lambda alert: alert.opened_at)
                if not alert.params.get("acknowledged")
            ]
        )
        self.now = snapshot(alerts, known, self._attention.current)
        self._model.update(self.now.rows)
        if before.top != self.now.top or len(before.rows) != len(self.now.rows):
            self.topChanged.emit()
        if before.overlay != self.now.overlay:
            self.overlayChanged.emit()
        if before.wheels != self.now.wheels:
            self.wheelsChanged.emit()

    @Slot()
    def acknowledge(self) -> None:
        """The driver has read the overlay; the alert stays in the list."""
        row = self.now.overlay
        if row is not None:
            self._attention.acknowledge(row.key)
            self._service.acknowledge(row.key)
            self.refresh()

    @Slot()
    def remindWhenParked(self) -> None:
        """Put the overlay away until the car is parked after this."""
        row = self.now.overlay
        if row is not None:
            self._attention.later(row.key)
            self.refresh()

    def _observe(self) -> None:
        self._service.observe()
        self.refresh()

    def _on_restrictions(self) -> None:
        self._attention.set_mode(self._restrictions.mode("maintenance"))
        self.refresh()

    def _alerts(self) -> QObject:
        return self._model

    def _count(self) -> int:
        return len(self.now.rows)

    def _worst(self) -> str:
        return (self.now.top or _NO_ROW).severity

    def _overlay_visible(self) -> bool:
        return self.now.overlay is not None

    def _judges(self) -> bool:
        return self._service.judges_tyres

    alerts = Property(QObject, _alerts, constant=True)
    count = Property(int, _count, notify=topChanged)
    tyresJudged = Property(bool, _judges, constant=True)
    worstSeverity = Property(str, _worst, notify=topChanged)
    overlayVisible = Property(bool, _overlay_visible, notify=overlayChanged)
    topKey = _field("top", "key", str, topChanged)
    topKind = _field("top", "kind", str, topChanged)
    topSeverity = _field("top", "severity", str, topChanged)
    topPosition = _field("top", "position", str, topChanged)
    topKpa = _field("top", "kpa", float, topChanged)
    topPlacardKpa = _field("top", "placardKpa", float, topChanged)
    overlayKey = _field("overlay", "key", str, overlayChanged)
    overlayKind = _field("overlay", "kind", str, overlayChanged)
    overlaySeverity = _field("overlay", "severity", str, overlayChanged)
    overlayPosition = _field("overlay", "position", str, overlayChanged)
    overlayKpa = _field("overlay", "kpa", float, overlayChanged)
    overlayPlacardKpa = _field("overlay", "placardKpa", float, overlayChanged)
    frontLeft = _wheel(0, wheelsChanged)
    frontRight = _wheel(1, wheelsChanged)
    rearLeft = _wheel(2, wheelsChanged)
    rearRight = _wheel(3, wheelsChanged)
