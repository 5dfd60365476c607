"""What is wrong in a window: targets, texts, collisions; what is in it reads `app.ui.inspect`."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont
from PySide6.QtQuick import QQuickItem, QQuickWindow

from app.ui.inspect import (
    area,
    covered,
    cut,
    enum_value,
    ink,
    interactive_items,
    kinds,
    name_of,
    readable_texts,
    texts,
    top_modal,
    visible_items,
)

__all__ = [
    "area",
    "describe",
    "faults",
    "ink",
    "interactive_items",
    "kinds",
    "name_of",
    "readable_texts",
    "texts",
    "visible_items",
]

_TOLERANCE_PX = 0.5
_TOUCHING_PX = 2.0
_TOUCH_DP = 76
_TEXT_DP = 24


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
    if enum_value(item, "textFormat") != Qt.TextFormat.PlainText.value:
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
    top = top_modal(window)
    inked = [(item, ink(item)) for item in texts(window) if not covered(item, top)]
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


def _scrolls(item: QQuickItem) -> bool:
    parent: QQuickItem | None = item.parentItem()
    while parent is not None:
        if parent.inherits("QQuickFlickable"):
            return True
        parent = parent.parentItem()
    return False


def _overlap(one: QQuickItem, other: QQuickItem) -> bool:
    common = cut(one, area(one)).intersected(cut(other, area(other)))
    return common.width() > _TOLERANCE_PX and common.height() > _TOLERANCE_PX
