"""QML singleton `BenchInspector`: what the HMI shows, as assistive technology knows it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Property, QObject, QUrl, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.hand import Hand
from app.emulator.bench.inspector_rows import ItemRow, item_rows
from app.emulator.bench.ports import Desk
from app.emulator.hands import Item
from app.ui.keyed_model import KeyedListModel
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_EVERY = 5
_PICTURES = 2

Seen = tuple[tuple[Item, ...], Path, tuple[int, int]]


@QmlElement
@QmlSingleton
class BenchInspector(Provided):
    """`items` that `filter` leaves; `picture` is an image of `width` x `height` window units.

    `mark…` is the rectangle of the chosen item, `marked` its place in the scene or -1. `live`
    looks again once a second while the panel is on the screen.
    """

    changed = Signal()
    markChanged = Signal()

    def __init__(self, desk: Desk, hand: Hand, folder: Path) -> None:
        super().__init__()
        self._desk = desk
        self._hand = hand
        self._folder = folder
        self._items: Sequence[Item] = ()
        self._model = KeyedListModel(ItemRow, "number", self)
        self._filter = ""
        self._picture = QUrl()
        self._size = (0, 0)
        self._turn = 0
        self._marked = -1
        self._live = True
        self._looking = False
        self._problem = ""
        self._beats = 0
        self.watched = False

    @Slot(bool)
    def watch(self, on: bool) -> None:
        """Look once a second, or not."""
        self.watched = on
        self._beats = 0

    def refresh(self) -> None:
        """Look again if it is time."""
        if self._live and self._beats % _EVERY == 0:
            self.look()
        self._beats += 1

    @Slot()
    def look(self) -> None:
        """Ask for items and picture, on the worker."""
        if self._looking:
            return
        self._looking = True
        self._turn += 1
        path = (self._folder / f"hmi-{self._turn % _PICTURES}.png").resolve()
        self._hand.slowly(lambda: self._ask(path), self._seen, self._unseen)

    @Slot(str)
    def setFilter(self, text: str) -> None:
        """List what has *text* in name, role or state."""
        self._filter = text
        self._list()

    @Slot(bool)
    def setLive(self, on: bool) -> None:
        """Look once a second, or on demand only."""
        self._live = on
        self.changed.emit()

    @Slot(int)
    def mark(self, number: int) -> None:
        """Frame the item of that place in the scene; -1 none."""
        self._marked = number
        self.markChanged.emit()

    @Slot(str, str)
    def press(self, name: str, role: str) -> None:
        """Press that item in the HMI."""
        self._hand.slowly(lambda: self._press(name, role), lambda _: self.look())

    @Slot(float, float)
    def pick(self, x: float, y: float) -> None:
        """Mark the smallest item under a place of the picture, in window units."""
        hits = [
            (item.rect[2] * item.rect[3], number)
            for number, item in enumerate(self._items)
            if item.visible and _contains(item, x, y)
        ]
        self.mark(min(hits)[1] if hits else -1)

    def _press(self, name: str, role: str) -> None:
        if self._desk.hands is not None:
            self._desk.hands.tap(name, role)

    def _ask(self, path: Path) -> Seen:
        hands = self._desk.hands
        if hands is None:
            raise HabitacleError("This HMI runs without hands.")
        path.parent.mkdir(parents=True, exist_ok=True)
        items = hands.items()
        hands.shot(path)
        display = hands.state().display
        return items, path, (display.width, display.height)

    def _seen(self, seen: Seen) -> None:
        self._looking = False
        self._items, path, self._size = seen
        self._problem = ""
        # another address each time: the same one would be shown from memory
        self._picture = QUrl.fromLocalFile(str(path))
        self._picture.setFragment(str(self._turn))
        if self._marked >= len(self._items):
            self._marked = -1
        self._list()
        self.markChanged.emit()

    def _unseen(self, problem: str) -> None:
        self._looking = False
        self._problem = problem
        self.changed.emit()

    def _list(self) -> None:
        self._model.update(item_rows(self._items, self._filter))
        self.changed.emit()

    def _rect(self) -> tuple[float, float, float, float]:
        return self._items[self._marked].rect if self._marked >= 0 else (0.0, 0.0, 0.0, 0.0)

    def _name(self) -> str:
        return self._items[self._marked].name if self._marked >= 0 else ""

    items = Property(QObject, lambda self: self._model, constant=True)
    filter = Property(str, lambda self: self._filter, notify=changed)
    total = Property(int, lambda self: len(self._items), notify=changed)
    live = Property(bool, lambda self: self._live, notify=changed)
    problem = Property(str, lambda self: self._problem, notify=changed)
    picture = Property(QUrl, lambda self: self._picture, notify=changed)
    width = Property(int, lambda self: self._size[0], notify=changed)
    height = Property(int, lambda self: self._size[1], notify=changed)
    marked = Property(int, lambda self: self._marked, notify=markChanged)
    markedName = Property(str, _name, notify=markChanged)
    markX = Property(float, lambda self: self._rect()[0], notify=markChanged)
    markY = Property(float, lambda self: self._rect()[1], notify=markChanged)
    markWidth = Property(float, lambda self: self._rect()[2], notify=markChanged)
    markHeight = Property(float, lambda self: self._rect()[3], notify=markChanged)


def _contains(item: Item, x: float, y: float) -> bool:
    left, top, width, height = item.rect
    return left <= x < left + width and top <= y < top + height
