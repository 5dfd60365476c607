"""The state of the link for QML."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Property, Signal, SignalInstance
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.observe import Change
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
    """Link to the backend; off, with nothing pending, until the core reports.

    `link`: off, waiting, connecting, up, attention, rejected, identity_missing, identity_expired,
    identity_not_yet_valid or server_untrusted. `lastError`: code of why it waits, or
    `backend_away`. `oldestPendingAge`: seconds, 0 when nothing waits. `storage`: ok, low, full.
    `troubled`: something keeps messages from arriving, so the connectivity page has more to say.
    `news`: `Connectivity` is there and has something to tell. `told` is for Python: after each
    report, on the GUI thread.
    """

    linkChanged = Signal()
    pendingChanged = Signal()
    lastContactMsChanged = Signal()
    lastErrorChanged = Signal()
    bulkPendingChanged = Signal()
    oldestPendingAgeChanged = Signal()
    storageChanged = Signal()
    needsAttentionChanged = Signal()
    troubledChanged = Signal()
    newsChanged = Signal()

    def __init__(self, notify: Notify) -> None:
        super().__init__()
        self.told = Change()
        self._notify = notify
        self._status = Status()
        self._heard = False
        self._has_news = False
        self._watched: tuple[tuple[Callable[[Status], object], SignalInstance], ...] = (
            (lambda status: status.link, self.linkChanged),
            (lambda status: status.pending, self.pendingChanged),
            (lambda status: status.last_contact_ms, self.lastContactMsChanged),
            (lambda status: status.last_error, self.lastErrorChanged),
            (lambda status: status.bulk_pending, self.bulkPendingChanged),
            (_oldest_s, self.oldestPendingAgeChanged),
            (lambda status: status.storage, self.storageChanged),
            (lambda status: status.needs_attention, self.needsAttentionChanged),
            (lambda status: status.troubled, self.troubledChanged),
        )

    @property
    def status(self) -> Status:
        """What is shown now, for Python."""
        return self._status

    @property
    def heard(self) -> bool:
        """Whether the core has told anything yet."""
        return self._heard

    def announce(self, news: bool) -> None:
        """Whether `Connectivity` has something to tell."""
        if news is not self._has_news:
            self._has_news = news
            self.newsChanged.emit()

    def report(self, status: Status) -> None:
        """Show *status*; from any thread."""
        self._notify.post(lambda: self._show(status))

    def _show(self, status: Status) -> None:
        before, self._status, self._heard = self._status, status, True
        for look, changed in self._watched:
            if look(before) != look(status):
                changed.emit()
        self.told.emit()

    def _link(self) -> str:
        return self._status.link

    def _pending(self) -> int:
        return self._status.pending

    def _last_contact_ms(self) -> float:
        return float(self._status.last_contact_ms)

    def _last_error(self) -> str:
        return self._status.last_error

    def _bulk_pending(self) -> int:
        return self._status.bulk_pending

    def _oldest_pending_age(self) -> int:
        return _oldest_s(self._status)

    def _storage(self) -> str:
        return self._status.storage

    def _needs_attention(self) -> bool:
        return self._status.needs_attention

    def _troubled(self) -> bool:
        return self._status.troubled

    def _news(self) -> bool:
        return self._has_news

    link = Property(str, _link, notify=linkChanged)
    pending = Property(int, _pending, notify=pendingChanged)
    lastContactMs = Property(float, _last_contact_ms, notify=lastContactMsChanged)
    lastError = Property(str, _last_error, notify=lastErrorChanged)
    bulkPending = Property(int, _bulk_pending, notify=bulkPendingChanged)
    oldestPendingAge = Property(int, _oldest_pending_age, notify=oldestPendingAgeChanged)
    storage = Property(str, _storage, notify=storageChanged)
    needsAttention = Property(bool, _needs_attention, notify=needsAttentionChanged)
    troubled = Property(bool, _troubled, notify=troubledChanged)
    news = Property(bool, _news, notify=newsChanged)


def _oldest_s(status: Status) -> int:
    return 0 if status.oldest_ms is None else status.oldest_ms // 1000
