"""The car check for QML: stored faults in plain words, and how a scan goes.

QML knows a type only if it is registered before the first screen loads, so this module is imported
then, and what the car check works with is not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.observe import Change
from app.i18n.translate import tr, tr_data
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

if TYPE_CHECKING:
    from app.features.vehicle.diagnostics import DiagnosticsService
    from app.features.vehicle.dtc import DtcRecord
    from app.features.vehicle.dtc_texts import DtcTexts
    from app.features.vehicle.scan import ScanReport

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_ATTENTION = ("critical", "soon")
_NO_FAILURE_TYPE = "-00"
_NAN = float("nan")


class Parking(Protocol):
    """The driving state, as far as it decides on a scan."""

    changed: Change


class FaultRow(NamedTuple):
    """One row of `Diagnostics.records`; roles are the field names.

    `title`, `advice` and `ecuName` are in the driver's language; times are Unix ms, NaN when not
    known, the odometer is km or NaN.
    """

    key: str
    title: str
    advice: str
    severity: str
    ecuName: str
    code: str
    sinceMs: float
    odometerKm: float
    isStale: bool
    isPending: bool


@dataclass(frozen=True, slots=True)
class DiagnosticsSnapshot:
    """Everything the view shows at one moment.

    `state` is unknown, unavailable (nobody may ask this car), none, watched (nothing confirmed)
    or faults; `count` and `worst` are of confirmed ones; `silent` is how many control units did
    not answer the last scan; `scan` and `reason` are those of the scan; `progress` is 0 to 1;
    `scannedMs` is NaN before the first scan.
    """

    rows: tuple[FaultRow, ...] = ()
    state: str = "unknown"
    count: int = 0
    worst: str = ""
    urgent: int = 0
    silent: int = 0
    canAsk: bool = False
    mayScan: bool = False
    scan: str = "never"
    reason: str = ""
    progress: float = 0.0
    scannedMs: float = _NAN


def ecu_name(name: str) -> str:
    """The control unit *name* of a vehicle profile, for people; an unknown one as it is."""
    known = {
        #: Part of the car whose control unit reports a fault. Small line.
        "engine": lambda: tr("Diagnostics", "Engine"),
        #: Part of the car whose control unit reports a fault: gearbox. Small line.
        "transmission": lambda: tr("Diagnostics", "Gearbox"),
        #: Part of the car whose control unit reports a fault: electric motor. Small line.
        "motor": lambda: tr("Diagnostics", "Electric drive"),
        #: Part of the car whose control unit reports a fault: it commands motor and gearbox.
        "vcu": lambda: tr("Diagnostics", "Drive control"),
        #: Part of the car whose control unit reports a fault: high-voltage battery. Small line.
        "bms": lambda: tr("Diagnostics", "Drive battery"),
        #: Part of the car whose control unit reports a fault: charger in the car. Small line.
        "charger": lambda: tr("Diagnostics", "Charger"),
        #: Part of the car whose control unit reports a fault: ABS and stability. Small line.
        "brakes": lambda: tr("Diagnostics", "Brakes"),
        #: Part of the car whose control unit reports a fault. Small line.
        "steering": lambda: tr("Diagnostics", "Steering"),
        #: Part of the car whose control unit reports a fault: doors, lights, comfort. Small line.
        "body": lambda: tr("Diagnostics", "Body"),
        #: Part of the car whose control unit reports a fault. Small line.
        "airbag": lambda: tr("Diagnostics", "Airbags"),
        #: Part of the car whose control unit reports a fault: heating, air conditioning.
        "climate": lambda: tr("Diagnostics", "Climate"),
        #: Part of the car whose control unit reports a fault: cameras and radars that assist.
        "adas": lambda: tr("Diagnostics", "Driver assistance"),
        #: Part of the car whose control unit reports a fault: tyre pressure monitoring.
        "tyres": lambda: tr("Diagnostics", "Tyre monitoring"),
    }.get(name.casefold())
    return name if known is None else known()


def row_of(record: "DtcRecord", texts: "DtcTexts", make: str | None) -> FaultRow:
    """The row that shows *record*."""
    text = texts.find(record.code, make)
    return FaultRow(
        key=f"{record.ecu} {record.code}",
        title=tr_data("Dtc", text.title),
        advice=tr_data("Dtc", text.advice),
        severity=record.severity,
        ecuName=ecu_name(record.ecu),
        code=record.code.removesuffix(_NO_FAILURE_TYPE),
        sinceMs=_ms(record.first_seen),
        odometerKm=_NAN if record.odometer_km is None else record.odometer_km,
        isStale=record.stale,
        isPending=record.is_pending,
    )


def snapshot(
    service: "DiagnosticsService", texts: "DtcTexts", make: str | None
) -> DiagnosticsSnapshot:
    """Derive what shows from *service*, words from *texts*."""
    from app.features.vehicle.diagnostics import by_urgency

    report = service.scan_report
    rows = tuple(row_of(record, texts, make) for record in by_urgency(service.records))
    confirmed = [row for row in rows if not row.isPending]
    return DiagnosticsSnapshot(
        rows=rows,
        state="faults" if confirmed else "watched" if rows else _state_of_none(service),
        count=len(confirmed),
        worst=confirmed[0].severity if confirmed else "",
        urgent=sum(row.severity in _ATTENTION for row in confirmed),
        silent=len(service.silent),
        canAsk=service.can_ask,
        mayScan=service.may_scan,
        scan=report.state.value,
        reason=report.reason.value,
        progress=_progress(report),
        scannedMs=_ms(service.scanned_at),
    )


def _state_of_none(service: "DiagnosticsService") -> str:
    from app.features.vehicle.scan import ScanState

    if service.scanned_at is not None or service.scan_report.state is ScanState.DONE:
        return "none"
    return "unknown" if service.can_ask else "unavailable"


def _progress(report: "ScanReport") -> float:
    return report.step / report.steps if report.steps else 0.0


def _ms(when: datetime | None) -> float:
    return _NAN if when is None else when.timestamp() * 1000


def _field(name: str, kind: type, notify: Signal) -> Property:
    def read(view: "Diagnostics") -> Any:
        return getattr(view.now, name)

    return Property(kind, read, notify=notify)


@QmlElement
@QmlSingleton
class Diagnostics(Provided):
    """Faults the control units have stored, the most severe first, and the scan for them.

    *make* is the manufacturer of the car where the texts know it.
    """

    recordsChanged = Signal()
    scanChanged = Signal()

    def __init__(
        self,
        service: "DiagnosticsService",
        parking: Parking,
        texts: "DtcTexts",
        make: str | None = None,
    ) -> None:
        super().__init__()
        self._service = service
        self._texts = texts
        self._make = make
        self._model = KeyedListModel(FaultRow, key="key", parent=self)
        self.now = DiagnosticsSnapshot()
        service.changed.connect(self.refresh)
        parking.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now, in the language in force; only what differs notifies."""
        before = self.now
        self.now = snapshot(self._service, self._texts, self._make)
        self._model.update(self.now.rows)
        if _about_records(before) != _about_records(self.now):
            self.recordsChanged.emit()
        if _about_scan(before) != _about_scan(self.now):
            self.scanChanged.emit()

    @Slot()
    def scan(self) -> None:
        """Ask all control units; only when parked."""
        self._service.scan()

    def _records(self) -> QObject:
        return self._model

    def _listed(self) -> int:
        return len(self.now.rows)

    records = Property(QObject, _records, constant=True)
    listed = Property(int, _listed, notify=recordsChanged)
    count = _field("count", int, recordsChanged)
    state = _field("state", str, recordsChanged)
    worst = _field("worst", str, recordsChanged)
    urgent = _field("urgent", int, recordsChanged)
    silent = _field("silent", int, recordsChanged)
    scannedMs = _field("scannedMs", float, recordsChanged)
    canAsk = _field("canAsk", bool, scanChanged)
    mayScan = _field("mayScan", bool, scanChanged)
    scanState = _field("scan", str, scanChanged)
    scanReason = _field("reason", str, scanChanged)
    progress = _field("progress", float, scanChanged)


def _about_records(now: DiagnosticsSnapshot) -> tuple[object, ...]:
    # As text: NaN, a time that is not known, is never equal to itself.
    counts = (len(now.rows), now.count, now.urgent, now.silent)
    return *counts, now.state, now.worst, str(now.scannedMs)


def _about_scan(now: DiagnosticsSnapshot) -> tuple[object, ...]:
    return now.canAsk, now.mayScan, now.scan, now.reason, now.progress
