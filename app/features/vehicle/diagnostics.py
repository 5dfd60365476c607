"""What the car's control units have stored: scans, what others ask, and what was known before."""

import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.core.observe import Change
from app.core.signals import Reason, Sample, Validity, Value
from app.features.vehicle.dtc import DtcBook, DtcRecord, parse_dtc_answer
from app.features.vehicle.dtc_paths import DTC_COUNT, DTC_LIST, DTC_RECORDS
from app.features.vehicle.scan import ScanReport, ScanState

DROP_AFTER_S = 86_400
"""Age at which records of an earlier run no longer count as values (section 3.4)."""
_NS = 1_000_000_000
_BUSY = frozenset({ScanState.WAITING, ScanState.RUNNING})

_log = logging.getLogger(__name__)


class VehiclePort(Protocol):
    """What diagnostics needs of the car."""

    changed: Change

    @property
    def odometer_km(self) -> float | None:
        """The odometer, None if it was never read."""


class FaultMemoryStore(Protocol):
    """Keeps one document for this vehicle profile."""

    def load(self) -> "Future[str | None]":
        """The document, None if there is none."""

    def save(self, body: str) -> "Future[None]":
        """Replace the document."""


@dataclass(frozen=True, slots=True)
class DiagnosticsPorts:
    """What the service works with.

    `publish` takes samples of `DTC_PATHS`; `parked` and `request_scan` ask the driving state and
    the scheduler; `post` leads back to the service's thread; `severity_of` rates a code.
    """

    vehicle: VehiclePort
    store: FaultMemoryStore
    clock: Clock
    publish: Callable[[Mapping[str, Sample]], None]
    parked: Callable[[], bool]
    request_scan: Callable[[], None]
    post: Callable[[Callable[[], None]], None]
    severity_of: Callable[[str], str]


class DiagnosticsService:
    """Fault records of the car; all methods belong to one thread, the one `post` leads to.

    *can_ask* is whether the vehicle profile lets this product send requests; without, records
    come only from answers to somebody else's.
    """

    def __init__(
        self, ports: DiagnosticsPorts, *, can_ask: bool, drop_after_s: int = DROP_AFTER_S
    ) -> None:
        self.changed = Change()
        self.can_ask = can_ask
        self.scan_report = ScanReport(ScanState.NEVER)
        self.scanned_at: datetime | None = None
        self.is_known = False
        self.silent: tuple[str, ...] = ()
        self._ports = ports
        self._drop_after_s = drop_after_s
        self._book = DtcBook(severity_of=ports.severity_of)
        self._loaded = False
        self._scanned_once = False
        self._unsaved = False

    @property
    def records(self) -> tuple[DtcRecord, ...]:
        """What is stored in the control units, as far as they said."""
        return self._book.records

    @property
    def may_scan(self) -> bool:
        """Whether the driver may ask for a scan now."""
        return self.can_ask and self._ports.parked() and self.scan_report.state not in _BUSY

    def start(self) -> None:
        """Load what was known, then scan once when the car is parked."""
        loading = self._ports.store.load()
        loading.add_done_callback(lambda done: self._ports.post(lambda: self._restored(done)))

    def scan(self) -> None:
        """The driver wants all control units asked; nothing happens unless `may_scan`."""
        if self.may_scan:
            self._request()

    def on_report(self, report: ScanReport) -> None:
        """Fold how a scan goes."""
        self.scan_report = report
        if report.state is ScanState.DONE:
            when = self._now()
            self._book = self._book.finish_scan(
                report.answers, when, self._ports.vehicle.odometer_km
            )
            self.scanned_at, self.is_known, self.silent = when, True, report.silent
            self._publish()
            self._save()
        self.changed.emit()

    def fold_answers(self, answers: Iterable[tuple[int, str, bytes]]) -> None:
        """Fold answers heard on the bus: monotonic time, ECU name, payload.

        While a scan of our own runs its answers are among them; they count when it is finished.
        """
        before = self._book
        if self.scan_report.state is ScanState.RUNNING:
            return
        for _, ecu, payload in answers:
            if (answer := parse_dtc_answer(payload)) is not None:
                self.is_known = True
                self._book = self._book.fold(
                    ecu, answer, self._now(), self._ports.vehicle.odometer_km
                )
        if self._book != before:
            self._publish()
            self._save()
            self.changed.emit()

    def retry(self) -> None:
        """Hand over again what could not be stored; call it now and then."""
        if self._unsaved:
            self._save()

    def _request(self) -> None:
        self.scan_report = ScanReport(ScanState.WAITING)
        self._ports.request_scan()
        self.changed.emit()

    def _restored(self, done: "Future[str | None]") -> None:
        self._loaded = True
        try:
            body = done.result()
            if body is not None and not self.is_known:
                self._read(body)
        except HabitacleError as error:
            _log.error("The fault records could not be loaded: %s", error)
        self._ports.vehicle.changed.connect(self._scan_once)
        self.changed.emit()
        self._scan_once()

    def _read(self, body: str) -> None:
        try:
            document = json.loads(body)
            at, records = document["scanned_at"], document["records"]
            silent = tuple(str(name) for name in document["silent"])
            scanned_at = None if at is None else datetime.fromisoformat(at)
        except (ValueError, KeyError, TypeError) as error:
            raise HabitacleError(f"the document is damaged: {error}") from error
        self._book = DtcBook.from_json(records, self._ports.severity_of)
        self.scanned_at, self.silent = scanned_at, silent
        self.is_known = True
        self._publish_restored()

    def _scan_once(self) -> None:
        if self._scanned_once or not self.may_scan:
            return
        self._scanned_once = True
        self._request()

    def _now(self) -> datetime | None:
        clock = self._ports.clock
        return clock.utc() if clock.trusted else None

    def _values(self) -> dict[str, Value]:
        book = self._book
        return {
            DTC_LIST: book.dtc_list(),
            DTC_COUNT: book.dtc_count(),
            DTC_RECORDS: book.to_json(),
        }

    def _publish(self) -> None:
        now = self._ports.clock.monotonic_ns()
        self._ports.publish(
            {
                path: Sample(path, Validity.VALID, value=value, t_valid_ns=now)
                for path, value in self._values().items()
            }
        )

    def _publish_restored(self) -> None:
        """Values of an earlier run, as old as they are; none without trusted time."""
        now = self._now()
        if now is None or self.scanned_at is None:
            return
        age_s = (now - self.scanned_at).total_seconds()
        if not 0 <= age_s <= self._drop_after_s:
            return
        t_valid = self._ports.clock.monotonic_ns() - round(age_s * _NS)
        self._ports.publish(
            {
                path: Sample(
                    path, Validity.STALE, Reason.RESTORED, last_valid=value, t_valid_ns=t_valid
                )
                for path, value in self._values().items()
            }
        )

    def _save(self) -> None:
        at = None if self.scanned_at is None else self.scanned_at.isoformat()
        body = json.dumps(
            {"scanned_at": at, "silent": self.silent, "records": self._book.to_json()}
        )
        self._unsaved = False
        self._ports.store.save(body).add_done_callback(
            lambda done: self._ports.post(lambda: self._saved(done))
        )

    def _saved(self, done: "Future[None]") -> None:
        if (error := done.exception()) is not None:
            _log.error("The fault records could not be stored: %s", error)
            self._unsaved = True


def by_urgency(records: Sequence[DtcRecord]) -> list[DtcRecord]:
    """Confirmed before pending, those of the last scan before old ones, the most severe first."""
    order = ("critical", "soon", "plan", "info")
    return sorted(
        records,
        key=lambda r: (
            r.is_pending,
            r.stale,
            order.index(r.severity) if r.severity in order else len(order),
            r.ecu,
            r.code,
        ),
    )
