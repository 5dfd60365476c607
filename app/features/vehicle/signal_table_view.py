"""The tester's table of all signals, fed at the display beat while its page is open."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Signal,
    Slot,
)
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.core.signals import Sample, Value
from app.features.vehicle.signal_table import (
    CHANGING_NS,
    Cells,
    Entry,
    RateMeter,
    cells,
    entries,
    is_wrong,
    matches,
)
from app.ui.keyed_model import DISPLAY_ROLE, FIRST_ROLE
from app.ui.provide import Provided

if TYPE_CHECKING:
    from app.core.signal_facts import SignalFacts

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

FILTERS = ("all", "wrong", "changing")
_STATIC = ("name", "source", "unit")
_MOVING = ("value", "mark", "validity", "age", "rate")
_ROLES = {FIRST_ROLE + i: r for i, r in enumerate(_STATIC + _MOVING)}
_ROLE_OF = {name: role for role, name in _ROLES.items()}
_NO_PARENT = QModelIndex()
_FILTER_NS = 500_000_000
"""How often rows come and go by themselves while a filter depends on moving values."""


class SignalSource(Protocol):
    """The feed, as far as the table asks it."""

    def describe(self) -> "tuple[SignalFacts, ...]":
        """Every source of every signal."""

    def received(self) -> Mapping[str, int]:
        """Messages so far by path."""


class SignalTable(QAbstractListModel):
    """Rows in order of paths; only those in view are compared and told at a beat."""

    def __init__(self, read: Callable[[Entry], Cells], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._shown: list[Entry] = []
        self._cells: dict[str, Cells] = {}
        self._view = range(0)

    @property
    def shown(self) -> tuple[Entry, ...]:
        """The rows that the filters let through."""
        return tuple(self._shown)

    def look(self, first: int, last: int) -> None:
        """The view shows rows *first* to *last* now."""
        self._view = range(max(0, first), last + 1)

    def refresh(self) -> None:
        """Tell what moved in the rows in view; texts of other rows are made when asked for."""
        before, self._cells = self._cells, {}
        for row in self._view[: max(0, len(self._shown) - self._view.start)]:
            entry = self._shown[row]
            now = self._cells[entry.path] = self._read(entry)
            old = before.get(entry.path)
            if old == now:
                continue
            roles = [
                _ROLE_OF[name]
                for name in _MOVING
                if old is None or getattr(old, name) != getattr(now, name)
            ]
            index = self.index(row)
            self.dataChanged.emit(index, index, roles)

    def show(self, wanted: Sequence[Entry]) -> None:
        """Let rows go and come until they are *wanted*, which keeps the order of paths."""
        keep = set(wanted)
        gone = [row for row, entry in enumerate(self._shown) if entry not in keep]
        for first, last in reversed(_runs(gone)):
            self.beginRemoveRows(_NO_PARENT, first, last)
            del self._shown[first : last + 1]
            self.endRemoveRows()
        known = set(self._shown)
        new = [row for row, entry in enumerate(wanted) if entry not in known]
        for first, last in _runs(new):
            self.beginInsertRows(_NO_PARENT, first, last)
            self._shown[first:first] = wanted[first : last + 1]
            self.endInsertRows()

    def roleNames(self) -> dict[int, QByteArray]:
        """Names of the columns."""
        return {role: QByteArray(name.encode()) for role, name in _ROLES.items()}

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_PARENT) -> int:
        """Number of rows; none below a row."""
        return 0 if parent.isValid() else len(self._shown)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = DISPLAY_ROLE,
    ) -> Any:
        """The text of a column; None for a row or role that does not exist."""
        name = _ROLES.get(role)
        if name is None or not index.isValid():
            return None
        entry = self._shown[index.row()]
        if name in _STATIC:
            return getattr(entry, name)
        known = self._cells.get(entry.path)
        if known is None:
            known = self._cells[entry.path] = self._read(entry)
        return getattr(known, name)


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Ascending *rows* as first and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


@QmlElement
@QmlSingleton
class Signals(Provided):
    """The page of all vehicle signals, for testers (`--developer`).

    It is shown while driving too: who sits at a desk, or beside the driver, watches the drive.
    *may_type* answers whether the driving state allows text entry now.
    """

    countChanged = Signal()

    def __init__(
        self,
        sample: Callable[[str], Sample],
        clock: Clock,
        may_type: Callable[[], bool],
        *,
        offered: bool,
    ) -> None:
        super().__init__()
        self._sample = sample
        self._clock = clock
        self._may_type = may_type
        self._offered = offered
        self._source: SignalSource | None = None
        self._entries: tuple[Entry, ...] = ()
        self._meter = RateMeter()
        self._values: dict[str, Value | None] = {}
        self._changed_ns: dict[str, int] = {}
        self._words: tuple[str, ...] = ()
        self._filter = FILTERS[0]
        self._filtered_ns = 0
        self._active = False
        self.model = SignalTable(self._cells, self)

    @property
    def searched(self) -> tuple[str, ...]:
        """The words that a row must hold to be shown."""
        return self._words

    def attach(self, source: SignalSource) -> None:
        """Show the signals of *source* from now on."""
        self._source = source
        self._entries = entries(source.describe())
        self._select()

    def beat(self, samples: Mapping[str, Sample]) -> None:
        """A display beat with what it changed; costs nothing while the page is closed."""
        if not self._active:
            return
        now = self._clock.monotonic_ns()
        for path, sample in samples.items():
            value = sample.last_valid if sample.value is None else sample.value
            if self._values.get(path) != value:
                self._values[path] = value
                self._changed_ns[path] = now
        if self._source is not None:
            self._meter.take(now, self._source.received)
        if now - self._filtered_ns >= _FILTER_NS and (self._words or self._filter != FILTERS[0]):
            self._select()
        self.model.refresh()

    @Slot(bool)
    def setActive(self, active: bool) -> None:
        """Whether the page is open; what moved while it was closed does not count as changing."""
        if active and not self._active:
            self._meter.clear()
            self._changed_ns.clear()
            self._values = {entry.path: self._value(entry) for entry in self._entries}
        self._active = active
        self._select()

    @Slot(int, int)
    def look(self, first: int, last: int) -> None:
        """The rows now in view."""
        self.model.look(first, last)

    @Slot(str)
    def search(self, text: str) -> None:
        """Show rows that hold every word of *text* in path, source, unit or state.

        Nothing can be put in while text entry is locked, only taken away.
        """
        if text and not self._may_type():
            return
        self._words = tuple(text.lower().split())
        self._select()

    @Slot(str)
    def choose(self, name: str) -> None:
        """Show `all` rows, the `wrong` ones or the `changing` ones."""
        if name in FILTERS:
            self._filter = name
            self._select()

    def _value(self, entry: Entry) -> Value | None:
        sample = self._sample(entry.path)
        return sample.last_valid if sample.value is None else sample.value

    def _select(self) -> None:
        now = self._filtered_ns = self._clock.monotonic_ns()
        before = len(self.model.shown)
        self.model.show([entry for entry in self._entries if self._passes(entry, now)])
        if len(self.model.shown) != before:
            self.countChanged.emit()

    def _passes(self, entry: Entry, now: int) -> bool:
        if self._filter == "changing":
            changed = self._changed_ns.get(entry.path)
            if changed is None or now - changed > CHANGING_NS:
                return False
        if self._filter != "wrong" and not self._words:
            return True
        sample = self._sample(entry.path)
        if self._filter == "wrong" and not is_wrong(sample):
            return False
        return matches(entry, sample, self._words)

    def _cells(self, entry: Entry) -> Cells:
        sample, rate = self._sample(entry.path), self._meter.rate(entry.path)
        return cells(entry, sample, self._clock.monotonic_ns(), rate)

    def _is_offered(self) -> bool:
        return self._offered

    def _title(self) -> str:
        return "Vehicle signals"

    def _count(self) -> int:
        return len(self.model.shown)

    def _table(self) -> QObject:
        return self.model

    offered = Property(bool, _is_offered, constant=True)
    title = Property(str, _title, constant=True)
    count = Property(int, _count, notify=countChanged)
    table = Property(QObject, _table, constant=True)
