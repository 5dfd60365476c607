"""Permissions and what left the car, for QML.

QML knows a type only if it is registered before the first screen loads, so this module is imported
then, and the rules of consent are not.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

if TYPE_CHECKING:
    from app.features.consent.domain.ledger import LedgerEntry
    from app.features.consent.domain.purposes import Registry
    from app.features.consent.domain.record import Key, Shown
    from app.features.consent.ports import LedgerReader
    from app.features.consent.rows import LedgerRow, Notices, PermissionRow
    from app.features.consent.service import ConsentService

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_log = logging.getLogger(__name__)


class ConsentViewPorts(NamedTuple):
    """What the view needs besides the service.

    `language` is the code of the UI language, `format_date` writes a day in it, `post` runs a
    call later on the GUI thread. `asks`: whether a purpose's recipient itself asked for it.
    """

    registry: "Registry"
    notices: "Notices"
    ledger: "LedgerReader"
    clock: Clock
    language: Callable[[], str]
    format_date: Callable[[date], str]
    post: Callable[[Callable[[], None]], None]
    asks: Callable[[str, str], bool] = lambda _purpose, _recipient: False


@QmlElement
@QmlSingleton
class Consent(Provided):
    """Answers go in as slots; `attemptRefused` says by a code that one had no effect.

    Codes: not_parked, not_ready, not_written, withdrawal_not_written, not_askable.
    """

    sharingChanged = Signal()
    intactChanged = Signal()
    attemptRefused = Signal(str, arguments=["code"])

    def __init__(self, service: "ConsentService", ports: ConsentViewPorts) -> None:
        from app.features.consent.rows import LedgerRow, PermissionRow

        super().__init__()
        self._service = service
        self._ports = ports
        self._purposes = KeyedListModel(PermissionRow, "id", self)
        self._ledger = KeyedListModel(LedgerRow, "id", self)
        self._shown: dict[Key, Shown] = {}
        self._opened_ns: dict[Key, int] = {}
        self._sharing = 0
        self._is_intact = True
        service.changed.connect(self.refresh)
        service.problem.connect(self._report)
        self.refresh()

    def refresh(self) -> None:
        """Show the service's state in the language in force; call it when the language changed."""
        from app.features.consent.domain.states import PERMITTING
        from app.features.consent.rows import CARDS, Standing, last_day, notice_for, permission_row

        rows = []
        self._shown.clear()
        for purpose, recipient in self._ports.registry.askable():
            if purpose.id not in CARDS:
                continue
            key = (purpose.id, recipient.id)
            standing = Standing(
                self._service.state(*key),
                self._service.record(*key),
                self._service.busy(*key),
                self._ports.asks(*key),
            )
            until = last_day(purpose, standing, self._ports.clock.utc().date())
            notice = notice_for(self._ports.notices, self._ports.language(), purpose.id)
            if notice is not None:
                last = self._ports.format_date(until - timedelta(days=1))
                notice = notice.filled(recipient.name, last)
            row, shown = permission_row(purpose, recipient, standing, until, notice)
            rows.append(row)
            if shown is not None:
                self._shown[key] = shown
        self._purposes.update(rows)
        self._count(sum(row.consentState in PERMITTING for row in rows))

    @property
    def permission_rows(self) -> "tuple[PermissionRow, ...]":
        """The questions as shown, for Python."""
        return self._purposes.rows

    @property
    def ledger_rows(self) -> "tuple[LedgerRow, ...]":
        """The entries as shown, for Python."""
        return self._ledger.rows

    @Slot(str, str)
    def opened(self, purposeId: str, recipientId: str) -> None:  # noqa: N803  names seen by QML
        """The question became visible: from now on its reading time counts."""
        self._opened_ns[purposeId, recipientId] = self._ports.clock.monotonic_ns()

    @Slot(str, str)
    def dismiss(self, purposeId: str, recipientId: str) -> None:  # noqa: N803
        """The question was closed without an answer."""
        self._with_text((purposeId, recipientId), self._service.defer)

    @Slot(str, str)
    def accept(self, purposeId: str, recipientId: str) -> None:  # noqa: N803
        """The driver accepts what the row shows; only while Parked."""
        self._with_text((purposeId, recipientId), self._service.give)

    @Slot(str, str)
    def refuse(self, purposeId: str, recipientId: str) -> None:  # noqa: N803
        """The driver refuses what the row shows."""
        self._with_text((purposeId, recipientId), self._service.refuse)

    @Slot(str, str)
    def withdraw(self, purposeId: str, recipientId: str) -> None:  # noqa: N803
        """The driver takes a permission back; always possible."""
        self._service.withdraw(purposeId, recipientId)

    @Slot()
    def stopAllSharing(self) -> None:
        """Take every permission back."""
        self._service.withdraw_all()

    @Slot()
    def refreshLedger(self) -> None:
        """Read the newest entries of the ledger."""
        reading = self._ports.ledger.page()
        reading.add_done_callback(lambda done: self._ports.post(partial(self._listed, done)))

    def _with_text(self, key: "Key", act: "Callable[[str, str, Shown], None]") -> None:
        shown = self._shown.get(key)
        if shown is None:
            self.attemptRefused.emit("not_askable")
            return
        opened = self._opened_ns.pop(key, None)
        if opened is not None:
            reading_ms = (self._ports.clock.monotonic_ns() - opened) // 1_000_000
            shown = replace(shown, shown_ms=reading_ms)
        act(*key, shown)

    def _listed(self, done: "Future[list[LedgerEntry]]") -> None:
        error = done.exception()
        if error is not None:
            _log.error("The ledger cannot be read: %s", error)
            return
        from app.features.consent.rows import ledger_row

        self._ledger.update([ledger_row(entry, self._name) for entry in done.result()])

    def _name(self, recipient: str) -> str:
        known = self._ports.registry.recipients.get(recipient)
        return recipient if known is None else known.name

    def _report(self) -> None:
        if self._service.last_problem is not None:
            self.attemptRefused.emit(self._service.last_problem.code)

    def _count(self, sharing: int) -> None:
        if sharing != self._sharing:
            self._sharing = sharing
            self.sharingChanged.emit()
        if self._service.intact != self._is_intact:
            self._is_intact = self._service.intact
            self.intactChanged.emit()

    def _purposes_model(self) -> QObject:
        return self._purposes

    def _ledger_model(self) -> QObject:
        return self._ledger

    def _sharing_count(self) -> int:
        return self._sharing

    def _intact(self) -> bool:
        return self._is_intact

    purposes = Property(QObject, _purposes_model, constant=True)
    ledger = Property(QObject, _ledger_model, constant=True)
    sharingCount = Property(int, _sharing_count, notify=sharingChanged)
    intact = Property(bool, _intact, notify=intactChanged)
