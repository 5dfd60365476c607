"""Tells a recorder what happens on the screen: presses, keys, screens, languages."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QKeyEvent
from PySide6.QtQml import qmlEngine
from PySide6.QtQuick import QQuickItem

from app.main.hands import Turns
from app.main.hands_screen import Request, Screen, given
from app.ui.inspect import interactive_items, name_of, seen_area
from app.ui.inspect_touch import name_of_key

_DOWN = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin)
_UP = (QEvent.Type.MouseButtonRelease, QEvent.Type.TouchEnd)
_HELD_KEYS = {Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta}


@dataclass(frozen=True, slots=True)
class _Press:
    """A finger that is down on an item; what it was named then."""

    item: QQuickItem
    began: float
    told: dict[str, Any]


class Watch(QObject):
    """Listens to the window while somebody watches; costs nothing else."""

    def __init__(self, screen: Screen, tell: Callable[[Request], None]) -> None:
        super().__init__()
        self._screen = screen
        self._tell = tell
        self._on = False
        self._ours = False
        self._press: _Press | None = None
        self._route = ""
        self._language = ""

    def watch(self, request: Request) -> Turns:
        """Begin or end to tell."""
        on = given(request, "on", bool)
        yield 0
        if on is not self._on:
            self._on = on
            self._listen() if on else self._leave()

    @contextmanager
    def ours(self) -> Iterator[None]:
        """What happens meanwhile was done through the port."""
        self._ours = True
        try:
            yield
        finally:
            self._ours = False

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  Qt's name
        """See presses and keys of the window; takes none away."""
        if isinstance(event, QKeyEvent):
            self._key(event)
        elif event.type() in _DOWN:
            self._down(_place(event))
        elif event.type() in _UP:
            self._up(_place(event))
        return False

    def _listen(self) -> None:
        window = self._screen.window
        self._route, self._language = self._screen.route, self._screen.i18n.current
        window.installEventFilter(self)
        for changed in self._changes():
            changed.connect(self._moved)
        self._screen.i18n.changed.connect(self._spoke)

    def _leave(self) -> None:
        self._screen.window.removeEventFilter(self)
        for changed in self._changes():
            changed.disconnect(self._moved)
        self._screen.i18n.changed.disconnect(self._spoke)

    def _changes(self) -> tuple[Any, ...]:
        window = self._screen.window
        engine: Any = qmlEngine(window)
        shell = engine.singletonInstance("Habitacle.Controls", "Shell")
        return (window.pageChanged, shell.sectionChanged, shell.vehiclePartChanged)  # type: ignore[attr-defined]

    def _moved(self) -> None:
        route = self._screen.route
        if route != self._route:
            self._route = route
            self._happened("page", name=route)

    def _spoke(self) -> None:
        language = self._screen.i18n.current
        if language != self._language:
            self._language = language
            self._happened("language", name=language)

    def _key(self, event: QKeyEvent) -> None:
        pressed = event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat()
        if pressed and event.key() not in _HELD_KEYS:
            self._happened("key", name=name_of_key(event))

    def _down(self, at: QPointF) -> None:
        began = time.monotonic()
        there = interactive_items(self._screen.window)
        below = [item for item in there if seen_area(item).contains(at)]
        self._press = None if not below else _Press(below[-1], began, self._named(below[-1], there))

    def _named(self, item: QQuickItem, there: list[QQuickItem]) -> dict[str, Any]:
        spoken, role = name_of(item), _role_of(item)
        same = [each for each in there if name_of(each) == spoken and _role_of(each) == role]
        words = self._screen.english.of(spoken)
        return {
            "name": words.english,
            "source": words.source,
            "role": role,
            "index": same.index(item),
        }

    def _up(self, at: QPointF) -> None:
        press, self._press = self._press, None
        try:
            if press is None or not seen_area(press.item).contains(at):
                return
        except RuntimeError as error:
            if "already deleted" in str(error):
                return
            raise
        held = round((time.monotonic() - press.began) * 1000)
        self._happened("tap", **press.told, hold_ms=held)

    def _happened(self, event: str, **told: object) -> None:
        self._tell({"event": event, "t": time.monotonic(), "by_hands": self._ours, **told})


def _place(event: QEvent) -> QPointF:
    touched: Any = event
    place: QPointF = touched.points()[0].position()  # a mouse has one too
    return place


def _role_of(item: QQuickItem) -> str:
    known: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(item)
    return "" if known is None else known.role().name
