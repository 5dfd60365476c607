"""Acts that touch: press by name, keys, and opening a screen."""

import time
from dataclasses import dataclass

from PySide6.QtQuick import QQuickItem

from app.core.errors import HabitacleError
from app.main.hands import Turns
from app.main.hands_look import Sliced, steadily
from app.main.hands_screen import Request, Screen, given, optional
from app.main.hands_watch import Watch
from app.ui.inspect import covered, is_pressable, name_of, seen_area, top_modal, visible_items
from app.ui.inspect_items import Seen, look
from app.ui.inspect_touch import press, release, reveal, strike

_FRAME_MS = 16
_SCROLL_FRAMES = 30
_ARRIVAL_S = 5.0
_NAMES_MAX = 40
_HOLD_MAX_MS = 60_000


@dataclass(frozen=True, slots=True)
class _Target:
    """Something that can be pressed, or could be."""

    item: QQuickItem
    seen: Seen

    @property
    def usable(self) -> bool:
        return self.seen.enabled and not self.seen.covered


class Touch:
    """Presses and keys as a person's; *watch* is told that they are ours."""

    def __init__(self, screen: Screen, watch: Watch) -> None:
        self._screen = screen
        self._watch = watch

    def tap(self, request: Request) -> Turns:
        """Press and release the item of a name."""
        name, hold_ms = given(request, "name", str), optional(request, "hold_ms", int) or 0
        if not 0 <= hold_ms <= _HOLD_MAX_MS:
            raise HabitacleError(f"A press lasts 0 to {_HOLD_MAX_MS} ms, not {hold_ms}.")
        wanted = (name, optional(request, "role", str), optional(request, "index", int))
        try:
            yield from self._press(name, (yield from self._the(*wanted)), hold_ms)
        except RuntimeError as error:
            if "already deleted" not in str(error):
                raise
            raise HabitacleError(f"'{name}' went away while it was pressed.") from error

    def key(self, request: Request) -> Turns:
        """Press and release a key."""
        yield 0
        with self._watch.ours():
            strike(self._screen.window, given(request, "key", str))

    def open(self, request: Request) -> Turns:
        """Show a screen or a part of it, and wait until it is there."""
        route, window = given(request, "route", str), self._screen.window
        host = window.findChild(QQuickItem, "pageHost")
        if host is None:
            raise HabitacleError("This window has no screens.")
        pages = [*host.property("pages"), "privacy"]
        if route.partition("/")[0] not in pages:
            raise HabitacleError(f"There is no screen '{route}'; there are: {', '.join(pages)}.")
        yield 0
        with self._watch.ours():
            window.open(route)  # type: ignore[attr-defined]  # a function in QML
        until = time.monotonic() + _ARRIVAL_S
        while host.property("shown") != window.property("page"):
            if time.monotonic() > until:
                raise HabitacleError(f"The screen '{route}' did not load.")
            yield _FRAME_MS

    def _press(self, name: str, target: _Target, hold_ms: int) -> Turns:
        window, item = self._screen.window, target.item
        frames = _SCROLL_FRAMES
        while reveal(item) and frames:
            frames -= 1
            yield _FRAME_MS
        place = seen_area(item)
        if place.isEmpty() or not item.isVisible():
            raise HabitacleError(f"'{name}' cannot be scrolled into view.")
        modal = top_modal(window)
        if covered(item, modal) and modal is not None:
            raise HabitacleError(f"'{name}' lies below '{self._english(name_of(modal))}'.")
        at = place.center()
        with self._watch.ours():
            press(window, at)
        if hold_ms:
            yield hold_ms
        with self._watch.ours():
            release(window, at)

    def _the(self, name: str, role: str | None, index: int | None) -> Sliced[_Target]:
        """The one item that is meant; HabitacleError says why it is none."""
        there = yield from steadily(self._targets)
        english = self._screen.english
        found = [
            each
            for each in there
            if role in (None, each.seen.role) and english.means(name, each.seen.name)
        ]
        usable = [each for each in found if each.usable] or found
        if not usable:
            names = sorted({self._english(each.seen.name) for each in there if each.usable})
            raise HabitacleError(f"Nothing to press is named '{name}'; there are: {_list(names)}.")
        if index is None and len(usable) > 1:
            usable = [each for each in usable if each.seen.visible] or usable
            if len(usable) > 1:
                raise HabitacleError(
                    f"{len(usable)} items are named '{name}'; say which by role or index."
                )
        if index is not None and not 0 <= index < len(usable):
            raise HabitacleError(f"{len(usable)} items are named '{name}'; none has index {index}.")
        self._check(name, usable[index or 0])
        return usable[index or 0]

    def _check(self, name: str, target: _Target) -> None:
        modal = top_modal(self._screen.window)
        if target.seen.covered and modal is not None:
            raise HabitacleError(f"'{name}' lies below '{self._english(name_of(modal))}'.")
        if not target.seen.enabled:
            raise HabitacleError(f"'{name}' is disabled.")

    def _targets(self) -> Sliced[list[_Target]]:
        window = self._screen.window
        modal, focus, found = top_modal(window), window.activeFocusItem(), []
        for item in visible_items(window):
            if is_pressable(item):
                seen = look(item, modal, focus)
                if seen is not None:
                    found.append(_Target(item, seen))
            yield 0
        return found

    def _english(self, spoken: str) -> str:
        return self._screen.english.of(spoken).english


def _list(names: list[str]) -> str:
    more = [f"and {len(names) - _NAMES_MAX} more"] if len(names) > _NAMES_MAX else []
    return ", ".join([*(f"'{name}'" for name in names[:_NAMES_MAX] if name), *more]) or "none"
