"""Presses and keys as a person's, given to a window; what they act on is scrolled into view."""

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtQuick import QQuickItem, QQuickWindow

from app.core.errors import HabitacleError

_RETURN = {"Enter": Qt.Key.Key_Return}
_PREFIX = "Key_"


def reveal(item: QQuickItem) -> bool:
    """Scroll everything *item* is in until it is seen; whether something had to move."""
    moved = False
    above: QQuickItem | None = item.parentItem()
    while above is not None:
        if above.inherits("QQuickFlickable"):
            place = item.mapRectToItem(above, QRectF(0, 0, item.width(), item.height()))
            moved |= _scroll(above, "Y", place.top(), place.bottom(), above.height())
            moved |= _scroll(above, "X", place.left(), place.right(), above.width())
        above = above.parentItem()
    return moved


def _scroll(pane: QQuickItem, axis: str, start: float, end: float, length: float) -> bool:
    if start >= 0 and end <= length:
        return False
    size = float(pane.property("contentHeight" if axis == "Y" else "contentWidth"))
    at = float(pane.property(f"content{axis}"))
    origin = float(pane.property(f"origin{axis}"))
    middle = at + (start + end - length) / 2
    wanted = max(origin, min(middle, origin + size - length))
    pane.setProperty(f"content{axis}", wanted)
    return wanted != at


def press(window: QQuickWindow, at: QPointF) -> None:
    """Put a finger down at *at*, in the window's item units."""
    _mouse(window, QEvent.Type.MouseButtonPress, at, Qt.MouseButton.LeftButton)


def release(window: QQuickWindow, at: QPointF) -> None:
    """Lift it again."""
    _mouse(window, QEvent.Type.MouseButtonRelease, at, Qt.MouseButton.NoButton)


def _mouse(window: QQuickWindow, kind: QEvent.Type, at: QPointF, held: Qt.MouseButton) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(kind, at, at, window.mapToGlobal(at), left, held, none)
    QCoreApplication.sendEvent(window, event)


def strike(window: QQuickWindow, name: str) -> None:
    """Press and release a key: Tab, Backtab, Enter, Escape, Up, … or one character."""
    key, text = key_of(name)
    shift = key == Qt.Key.Key_Backtab or (len(text) == 1 and text.isupper())
    held = Qt.KeyboardModifier.ShiftModifier if shift else Qt.KeyboardModifier.NoModifier
    if window.activeFocusItem() is None or not window.isActive():
        # On a desk another window may have the keyboard; on a car there is no other.
        QCoreApplication.sendEvent(window, QFocusEvent(QEvent.Type.FocusIn))
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(window, QKeyEvent(kind, key, held, text))


def key_of(name: str) -> tuple[Qt.Key, str]:
    """Key and text of a key's name; HabitacleError for one that Qt does not know."""
    if len(name) == 1:
        return QKeySequence(name)[0].key(), name  # type: ignore[index]  # the stub lacks it
    known = _RETURN.get(name) or getattr(Qt.Key, _PREFIX + name, None)
    if not isinstance(known, Qt.Key):
        raise HabitacleError(f"There is no key '{name}'; say Tab, Enter, Escape, Up or one letter.")
    return known, ""


def name_of_key(event: QKeyEvent) -> str:
    """The name `strike` takes for the key of *event*."""
    text = event.text()
    if len(text) == 1 and text.isprintable() and text != " ":
        return text
    key = Qt.Key(event.key())
    return "Enter" if key == Qt.Key.Key_Return else key.name.removeprefix(_PREFIX)
