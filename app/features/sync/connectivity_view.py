"""The connectivity page and what the store has to tell, for QML.

QML knows a type only if it is registered before the first screen loads, so this module is imported
then, and what the page is made of is not.
"""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.i18n.translate import tr_data
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

if TYPE_CHECKING:
    from app.features.sync.overview import Overview
    from app.features.sync.store_news import StoreNews
    from app.features.sync.words import SyncWords

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_TICK_MS = 1000
_NEWS = ("newsCode", "newsConsents", "newsOrders", "newsMessages")
_AGES = ("nextSeconds", "oldestSeconds")


def _translated(source: str) -> str:
    return tr_data("Sync", source)


def _field(name: str, kind: type, notify: Signal) -> Property:
    def read(view: "Connectivity") -> Any:
        return getattr(view.now, name)

    return Property(kind, read, notify=notify)


@QmlElement
@QmlSingleton
class Connectivity(Provided):
    """How the link is, in words, and what waits for it; `watch(True)` while the page is in sight.

    `newsCode` is what the driver is to be told once of the store, "" when there is nothing.
    """

    stateChanged = Signal()
    agesChanged = Signal()
    newsChanged = Signal()

    def __init__(
        self,
        overview: "Overview",
        news: "StoreNews",
        words: "SyncWords",
        clock: Clock,
    ) -> None:
        from app.features.sync.connectivity_rows import ConnectivitySnapshot, NoteRow, WaitingRow

        super().__init__()
        self._overview = overview
        self._news = news
        self._words = words
        self._clock = clock
        self._waiting = KeyedListModel(WaitingRow, "key", self)
        self._notes = KeyedListModel(NoteRow, "code", self)
        self.now = ConnectivitySnapshot()
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(overview.tick)
        overview.changed.connect(self.refresh)
        news.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now, in the language in force; only what differs notifies."""
        from app.features.sync.connectivity_rows import (
            differing,
            note_rows,
            snapshot,
            waiting_rows,
        )

        facts, before, now_ms = self._overview.facts(), self.now, self._now_ms()
        self.now = snapshot(facts, self._news.current, self._words, _translated, now_ms)
        self._waiting.update(waiting_rows(facts, self._words, _translated, now_ms))
        self._notes.update(note_rows(facts, self._words, _translated))
        changed = differing(before, self.now)
        for names, signal in (
            (changed.difference(_NEWS, _AGES), self.stateChanged),
            (changed.intersection(_AGES), self.agesChanged),
            (changed.intersection(_NEWS), self.newsChanged),
        ):
            if names:
                signal.emit()

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell, for Python."""
        return bool(self.now.newsCode)

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """The page came into sight, or went."""
        if watched:
            self._timer.start()
        else:
            self._timer.stop()
        self._overview.watch(watched)

    @Slot()
    def tryNow(self) -> None:
        """Ask for an attempt now; `outcome` says how it went. Only when parked."""
        self._overview.try_now()

    @Slot()
    def dismissNews(self) -> None:
        """The driver has read the news."""
        self._news.dismiss()

    def _now_ms(self) -> float:
        if not self._clock.trusted:
            return float("nan")
        return self._clock.utc().timestamp() * 1000

    waiting = Property(QObject, lambda self: self._waiting, constant=True)
    notes = Property(QObject, lambda self: self._notes, constant=True)
    code = _field("code", str, stateChanged)
    title = _field("title", str, stateChanged)
    effect = _field("effect", str, stateChanged)
    advice = _field("advice", str, stateChanged)
    level = _field("level", str, stateChanged)
    up = _field("up", bool, stateChanged)
    trying = _field("trying", bool, stateChanged)
    sinceMs = _field("sinceMs", float, stateChanged)
    counted = _field("counted", bool, stateChanged)
    waitingRows = _field("waitingRows", int, stateChanged)
    confirmedMs = _field("confirmedMs", float, stateChanged)
    sentBytes = _field("sentBytes", float, stateChanged)
    sentRows = _field("sentRows", float, stateChanged)
    credentials = _field("credentials", str, stateChanged)
    credentialsUntilMs = _field("credentialsUntilMs", float, stateChanged)
    mayTry = _field("mayTry", bool, stateChanged)
    outcome = _field("outcome", str, stateChanged)
    nextSeconds = _field("nextSeconds", float, agesChanged)
    oldestSeconds = _field("oldestSeconds", float, agesChanged)
    newsCode = _field("newsCode", str, newsChanged)
    newsConsents = _field("newsConsents", int, newsChanged)
    newsOrders = _field("newsOrders", int, newsChanged)
    newsMessages = _field("newsMessages", int, newsChanged)
