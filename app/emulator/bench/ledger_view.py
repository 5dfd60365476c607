"""QML singleton `BenchLedger`: what the HMI says left it, beside what the broker saw."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.hand import Hand
from app.emulator.bench.ledger_rows import Compared, compared
from app.emulator.bench.ports import Desk
from app.emulator.hands import LedgerRow
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_EVERY = 5
_PAGE = 200


@QmlElement
@QmlSingleton
class BenchLedger(Provided):
    """`rows`, mismatches first; counts of each verdict of `Compared`; `problem` or ""."""

    changed = Signal()

    def __init__(self, desk: Desk, hand: Hand) -> None:
        super().__init__()
        self._desk = desk
        self._hand = hand
        self._rows = KeyedListModel(Compared, "key", self)
        self._counts = dict.fromkeys(("both", "will", "unseen", "unlisted"), 0)
        self._since = datetime.now(UTC)
        self._problem = ""
        self._asking = False
        self._beats = 0
        self.watched = False

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look once a second, or not."""
        self.watched = on
        self._beats = 0

    def refresh(self) -> None:
        """Ask, once a second, on the worker."""
        if self._beats % _EVERY == 0 and not self._asking:
            self._asking = True
            self._hand.slowly(self._ask, self._told, self._untold)
        self._beats += 1

    def _ask(self) -> list[Compared]:
        hands, cloud = self._desk.hands, self._desk.cloud
        if hands is None or cloud is None:
            raise HabitacleError("This HMI runs without hands, so its ledger cannot be asked for.")
        rows: Sequence[LedgerRow] = hands.ledger(_PAGE)
        whole = len(rows) < _PAGE
        return compared(rows, cloud.received, cloud.violations, self._since, whole=whole)

    def _told(self, rows: list[Compared]) -> None:
        self._asking = False
        self._problem = ""
        self._rows.update(rows)
        self._counts = {
            verdict: sum(row.verdict == verdict for row in rows) for verdict in self._counts
        }
        self.changed.emit()

    def _untold(self, problem: str) -> None:
        self._asking = False
        self._problem = problem
        self.changed.emit()

    rows = Property(QObject, lambda self: self._rows, constant=True)
    both = Property(int, lambda self: self._counts["both"], notify=changed)
    will = Property(int, lambda self: self._counts["will"], notify=changed)
    unseen = Property(int, lambda self: self._counts["unseen"], notify=changed)
    unlisted = Property(int, lambda self: self._counts["unlisted"], notify=changed)
    problem = Property(str, lambda self: self._problem, notify=changed)
