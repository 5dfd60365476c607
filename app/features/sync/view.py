"""The state of the link for QML."""

from collections.abc import Callable
from dataclasses import fields
from typing import Protocol

from PySide6.QtCore import Property, Signal
from PySide6.QtQml import QmlElement, QmlSingleton

from app.features.sync.domain.state import Status
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1


class Notify(Protocol):
    """Runs a call on the GUI thread."""

    def post(self, fn: Callable[[], None]) -> None:
        """Run *fn* soon."""


@QmlElement
@QmlSingleton
class Sync(Provided):
    """Link to the backend; off, with nothing pending, until the core reports."""

    linkChanged = Signal()
    pendingChanged = Signal()
    lastContactMsChanged = Signal()
    lastErrorChanged = Signal()

    def __init__(self, notify: Notify) -> None:
        super().__init__()
        self._notify = notify
        self._status = Status()
        self._signals = {
            "link": self.linkChanged,
            "pending": self.pendingChanged,
            "last_contact_ms": self.lastContactMsChanged,
            "last_error": self.lastErrorChanged,
        }

    @property
    def status(self) -> Status:
        """What is shown now, for Python."""
        return self._status

    def report(self, status: Status) -> None:
        """Show *status*; from any thread."""
        self._notify.post(lambda: self._show(status))

    def _show(self, status: Status) -> None:
        before, self._status = self._status, status
        for field in fields(status):
            if getattr(before, field.name) != getattr(status, field.name):
                self._signals[field.name].emit()

    def _link(self) -> str:
        return self._status.link

    def _pending(self) -> int:
        return self._status.pending

    def _last_contact_ms(self) -> float:
        return float(self._status.last_contact_ms)

    def _last_error(self) -> str:
        return self._status.last_error

    link = Property(str, _link, notify=linkChanged)
    pending = Property(int, _pending, notify=pendingChanged)
    lastContactMs = Property(float, _last_contact_ms, notify=lastContactMsChanged)
    lastError = Property(str, _last_error, notify=lastErrorChanged)
