"""Walks over the items of a window: what can be pressed, what can be read."""

from collections.abc import Iterator

from PySide6.QtCore import QMetaObject, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtQml import qmlEngine
from PySide6.QtQuick import QQuickItem, QQuickWindow

_PRESSABLE = ("QQuickAbstractButton", "QQuickMouseArea", "QQuickSlider", "QQuickTextInput")


def visible_items(window: QQuickWindow) -> Iterator[QQuickItem]:
    """Every visible item, parents first, into the insides of controls."""
    waiting = [window.contentItem()]
    while waiting:
        item = waiting.pop()
        if item.isVisible():
            yield item
            waiting.extend(reversed(item.childItems()))


def interactive_items(window: QQuickWindow) -> list[QQuickItem]:
    """Items that can be pressed now: enabled, not below an open modal, not a modal's shield."""
    top = top_modal(window)
    return [
        item
        for item in visible_items(window)
        if is_pressable(item) and item.isEnabled() and not covered(item, top)
    ]


def texts(window: QQuickWindow) -> list[QQuickItem]:
    """Visible text items that are not empty."""
    return [item for item in visible_items(window) if is_text(item)]


def readable_texts(window: QQuickWindow) -> list[QQuickItem]:
    """Texts that are seen: not below an open modal, not scrolled away."""
    top = top_modal(window)
    return [item for item in texts(window) if not covered(item, top) and not ink(item).isEmpty()]


def is_text(item: QQuickItem) -> bool:
    """Whether *item* shows words."""
    return item.inherits("QQuickText") and bool(item.property("text"))


def is_pressable(item: QQuickItem) -> bool:
    """Whether *item* takes presses, enabled or not."""
    if item.objectName() == "shield":
        return False
    if any(item.inherits(name) for name in _PRESSABLE):
        return True
    return any(child.inherits("QQuickTapHandler") for child in item.children())


def top_modal(window: QQuickWindow) -> QQuickItem | None:
    """The open modal that lies above everything else."""
    modals = [item for item in visible_items(window) if item.property("modal") is True]
    return modals[-1] if modals else None


def covered(item: QQuickItem, modal: QQuickItem | None) -> bool:
    """Whether *modal* lies above *item*."""
    if modal is None or modal is item or modal.isAncestorOf(item):
        return False
    return area(modal).intersects(area(item))


def kinds(item: QQuickItem) -> set[str]:
    """Names of the QML types that *item* is, its own and those it is made from."""
    names: set[str] = set()
    meta: QMetaObject | None = item.metaObject()
    while meta is not None:
        name, mark, _ = meta.className().partition("_QMLTYPE_")
        if mark:
            names.add(name)
        meta = meta.superClass()
    return names


def area(item: QQuickItem) -> QRectF:
    """Where *item* is in its window."""
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def seen_area(item: QQuickItem) -> QRectF:
    """What is left of the area by everything that clips *item*, its window too."""
    # Not by `item.window()`: its wrapper would end with the item's, and with it the window's.
    top = item
    above: QQuickItem | None = item.parentItem()
    while above is not None:
        top, above = above, above.parentItem()
    return cut(item, area(item)).intersected(QRectF(0, 0, top.width(), top.height()))


def ink(item: QQuickItem) -> QRectF:
    """Where the words of a text are seen: its contents, cut by everything that clips."""
    wide, high = item.property("contentWidth"), item.property("contentHeight")
    inside = item.width() - wide
    left = {Qt.AlignmentFlag.AlignRight: inside, Qt.AlignmentFlag.AlignHCenter: inside / 2}
    side = Qt.AlignmentFlag(enum_value(item, "effectiveHorizontalAlignment"))
    middle = enum_value(item, "verticalAlignment") == Qt.AlignmentFlag.AlignVCenter.value
    down = (item.height() - high) / 2 if middle else 0
    return cut(item, item.mapRectToScene(QRectF(left.get(side, 0), down, wide, high)))


def cut(item: QQuickItem, seen: QRectF) -> QRectF:
    """What is left of *seen* by everything above *item* that clips: nobody presses the rest."""
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.clip():
            seen = seen.intersected(area(parent))
        parent = parent.parentItem()
    return seen


def name_of(item: QQuickItem) -> str:
    """Accessible name of *item*."""
    seen: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(item)
    return "" if seen is None else seen.text(QAccessible.Text.Name)


def enum_value(item: QQuickItem, name: str) -> int:
    """The number behind a property whose type is an enumeration, of an item made in QML."""
    # An enumeration has no Python converter; JavaScript makes a number of it. (An expression would
    # too, but the engine keeps what it compiles for each one.)
    engine = qmlEngine(item)
    if engine is None:
        raise ValueError(f"{item.metaObject().className()} was not made in QML")
    return engine.toScriptValue(item).property(name).toInt()
