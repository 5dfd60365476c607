"""Walks over the items of a window: what can be pressed, what can be read, what is wrong."""

from collections.abc import Iterator
from typing import Any

from PySide6.QtCore import QMetaObject, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QFont
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem, QQuickWindow

_TOLERANCE_PX = 0.5
_TOUCHING_PX = 2.0
_TOUCH_DP = 76
_TEXT_DP = 24
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
    top = _top_modal(window)
    return [
        item
        for item in visible_items(window)
        if _is_pressable(item) and item.isEnabled() and not _covered(item, top)
    ]


def texts(window: QQuickWindow) -> list[QQuickItem]:
    """Visible text items that are not empty."""
    return [
        item
        for item in visible_items(window)
        if item.inherits("QQuickText") and item.property("text")
    ]


def readable_texts(window: QQuickWindow) -> list[QQuickItem]:
    """Texts that are seen: not below an open modal, not scrolled away."""
    top = _top_modal(window)
    return [item for item in texts(window) if not _covered(item, top) and not ink(item).isEmpty()]


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


def name_of(item: QQuickItem) -> str:
    """Accessible name of *item*."""
    seen: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(item)
    return "" if seen is None else seen.text(QAccessible.Text.Name)


def faults(window: QQuickWindow, scale: float) -> list[str]:
    """All faults of targets and texts, as sentences; *scale* is item units a dp."""
    pressable = interactive_items(window)
    found = [fault for item in pressable for fault in _target_faults(item, window, scale)]
    found += [
        f"{describe(one)} overlaps {describe(other)}"
        for i, one in enumerate(pressable)
        for other in pressable[i + 1 :]
        if _overlap(one, other)
    ]
    found += [fault for item in texts(window) for fault in _text_faults(item, scale)]
    return found + list(_collisions(window))


def describe(item: QQuickItem) -> str:
    """A short name for messages."""
    return name_of(item) or str(item.property("text") or item.metaObject().className())


def _target_faults(item: QQuickItem, window: QQuickWindow, scale: float) -> Iterator[str]:
    if min(item.width(), item.height()) < _TOUCH_DP * scale - _TOLERANCE_PX:
        yield f"{describe(item)} is {item.width():.0f}x{item.height():.0f}, below 76 dp"
    frame = QRectF(0, 0, window.width(), window.height())
    frame.adjust(-_TOLERANCE_PX, -_TOLERANCE_PX, _TOLERANCE_PX, _TOLERANCE_PX)
    if not _scrolls(item) and not frame.contains(area(item)):
        yield f"{describe(item)} is outside the window"
    if not name_of(item):
        yield f"{item.metaObject().className()} has no accessible name"


def _text_faults(item: QQuickItem, scale: float) -> Iterator[str]:
    if _number(item, "textFormat") != Qt.TextFormat.PlainText.value:
        yield f"{describe(item)} is not plain text"
    font = item.property("font")
    assert isinstance(font, QFont)
    if font.pixelSize() < _TEXT_DP * scale - _TOLERANCE_PX:
        yield f"{describe(item)} is {font.pixelSize()} px, below 24 dp"
    if item.property("truncated"):
        yield f"{describe(item)} is truncated"
    for content, side in (("contentWidth", item.width()), ("contentHeight", item.height())):
        if item.property(content) > side + _TOLERANCE_PX:
            yield f"{describe(item)} does not fit: {content} {item.property(content)} > {side}"


def _collisions(window: QQuickWindow) -> Iterator[str]:
    """Words over words or beyond the edge; what scrolls may be cut by what it scrolls in."""
    top = _top_modal(window)
    inked = [(item, ink(item)) for item in texts(window) if not _covered(item, top)]
    seen = [(item, words) for item, words in inked if not words.isEmpty()]
    frame = QRectF(0, 0, window.width(), window.height())
    frame.adjust(-_TOLERANCE_PX, -_TOLERANCE_PX, _TOLERANCE_PX, _TOLERANCE_PX)
    for place, (item, words) in enumerate(seen):
        if not frame.contains(words):
            yield f"{describe(item)} is beyond the edge of the window"
        for other, its_words in seen[place + 1 :]:
            common = words.intersected(its_words)
            if common.width() > _TOUCHING_PX and common.height() > _TOUCHING_PX:
                yield f"{describe(item)} lies over {describe(other)}"


def ink(item: QQuickItem) -> QRectF:
    """Where the words of a text are seen: its contents, cut by everything that clips."""
    wide, high = item.property("contentWidth"), item.property("contentHeight")
    inside = item.width() - wide
    left = {Qt.AlignmentFlag.AlignRight: inside, Qt.AlignmentFlag.AlignHCenter: inside / 2}
    side = Qt.AlignmentFlag(_number(item, "effectiveHorizontalAlignment"))
    middle = _number(item, "verticalAlignment") == Qt.AlignmentFlag.AlignVCenter.value
    down = (item.height() - high) / 2 if middle else 0
    return _cut(item, item.mapRectToScene(QRectF(left.get(side, 0), down, wide, high)))


def _cut(item: QQuickItem, seen: QRectF) -> QRectF:
    """What is left of *seen* by everything above *item* that clips: nobody presses the rest."""
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.clip():
            seen = seen.intersected(area(parent))
        parent = parent.parentItem()
    return seen


def _number(item: QQuickItem, name: str) -> int:
    # An enumeration has no Python converter; JavaScript makes a number of it.
    context = qmlContext(item)
    assert context is not None
    answer: Any = QQmlExpression(context, item, f"{name} + 0").evaluate()
    number = answer[0] if isinstance(answer, tuple) else answer
    assert isinstance(number, int)
    return number


def _top_modal(window: QQuickWindow) -> QQuickItem | None:
    modals = [item for item in visible_items(window) if item.property("modal") is True]
    return modals[-1] if modals else None


def _is_pressable(item: QQuickItem) -> bool:
    if item.objectName() == "shield":
        return False
    handlers = any(child.inherits("QQuickTapHandler") for child in item.children())
    return handlers or any(item.inherits(name) for name in _PRESSABLE)


def _covered(item: QQuickItem, modal: QQuickItem | None) -> bool:
    if modal is None or modal.isAncestorOf(item):
        return False
    return area(modal).intersects(area(item))


def _scrolls(item: QQuickItem) -> bool:
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable"):
            return True
        parent = parent.parentItem()
    return False


def _overlap(one: QQuickItem, other: QQuickItem) -> bool:
    common = _cut(one, area(one)).intersected(_cut(other, area(other)))
    return common.width() > _TOLERANCE_PX and common.height() > _TOLERANCE_PX


def _seen_area(item: QQuickItem) -> QRectF:
    return _cut(item, QRectF(0, 0, item.width(), item.height()))
