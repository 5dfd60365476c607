"""Acts that look: items, texts, state, signals, pictures, and waiting for rest."""

import dataclasses
import threading
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage
from PySide6.QtQuick import QQuickItem

from app.core.errors import HabitacleError
from app.main.hands import Turns
from app.main.hands_screen import Request, Screen, given
from app.ui.inspect import covered, ink, is_text, name_of, top_modal, visible_items
from app.ui.inspect_items import look

T = TypeVar("T")
Sliced = Generator[int, None, T]
_SLICE_S = 0.002
_TRIES = 5
_FRAME_MS = 16
_QUIET_FRAMES = 4
_SAVE_MS = 4


class Look:
    """Reads the screen in slices; a slice that finds the scene changed begins again."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def ready(self, _request: Request) -> Turns:
        """Answer once what loads after the first frame is there."""
        while self._screen.window.property("complete") is not True:
            yield _FRAME_MS
        return None

    def items(self, _request: Request) -> Turns:
        """Every item that assistive technology is told of, with its name in English."""
        return (yield from steadily(self._items))

    def texts(self, _request: Request) -> Turns:
        """Every text that can be read now."""
        found = yield from steadily(self._texts)
        english = self._screen.english
        return [{"shown": text, "rect": rect, **english.of(text)._asdict()} for text, rect in found]

    def find(self, request: Request) -> Turns:
        """The readable texts that mean an English one."""
        wanted = given(request, "text", str)
        found = yield from steadily(self._texts)
        english = self._screen.english
        return [text for text, _rect in found if english.means(wanted, text)]

    def state(self, _request: Request) -> Turns:
        """Where the HMI is."""
        yield 0
        hmi, window = self._screen.hmi, self._screen.window
        chosen, status = hmi.features.preferences.current, hmi.views.sync.status
        modal, focus = top_modal(window), window.activeFocusItem()
        return {
            "page": window.property("page"),
            "route": self._screen.route,
            "driving": hmi.restrictions.state,
            "language": self._screen.i18n.current,
            "theme": "night" if hmi.frame.palette.is_night() else "day",
            "theme_choice": chosen.theme,
            "large_text": chosen.large_text,
            "reduced_motion": chosen.reduced_motion,
            "display": self._display(),
            "complete": window.property("complete") is True,
            "modal": self._name(modal),
            "focus": self._name(focus),
            "wall": self._screen.clock.utc().isoformat(),
            "wall_trusted": self._screen.clock.trusted,
            "link": status.link,
            "pending": status.pending,
            "car": hmi.features.vehicle.link.value,
        }

    def signal(self, request: Request) -> Turns:
        """One vehicle signal."""
        yield 0
        sample = self._screen.hmi.features.vehicle.sample(given(request, "path", str))
        return {
            "path": sample.path,
            "value": sample.value,
            "unit": sample.unit,
            "validity": sample.state.value,
            "reason": sample.reason.value,
            "age_ms": sample.age_ms(self._screen.clock.monotonic_ns()),
            "last_valid": sample.last_valid,
        }

    def settle(self, request: Request) -> Turns:
        """Answer once nothing has moved or loaded for some frames."""
        limit = given(request, "timeout_s", float)
        until = time.monotonic() + limit
        before: object = None
        quiet = 0
        while quiet < _QUIET_FRAMES:
            if time.monotonic() > until:
                raise HabitacleError(f"The screen did not come to rest within {limit:g} s.")
            now = yield from steadily(self._places)
            quiet = quiet + 1 if now == before and now is not None else 0
            before = now
            yield _FRAME_MS
        return None

    def shot(self, request: Request) -> Turns:
        """Write the screen as PNG; encoded on a thread."""
        path = Path(given(request, "path", str))
        if not path.is_absolute():
            raise HabitacleError(f"The picture's path '{path}' is not absolute.")
        yield 0
        image = self._screen.window.grabWindow()
        if image.isNull():
            raise HabitacleError("The window shows nothing that could be drawn now.")
        saved: list[bool] = []
        writer = threading.Thread(target=_save, args=(image, path, saved), daemon=True)
        writer.start()
        while writer.is_alive():
            yield _SAVE_MS
        if saved != [True]:
            raise HabitacleError(f"The picture {path} could not be written.")
        return None

    def _items(self) -> Sliced[list[dict[str, Any]]]:
        window = self._screen.window
        modal, focus, found = top_modal(window), window.activeFocusItem(), []
        for item in visible_items(window):
            seen = look(item, modal, focus)
            if seen is not None:
                found.append(dataclasses.asdict(seen))
            yield 0
        for row in found:
            spoken = self._screen.english.of(row["name"])
            row |= {"spoken": row["name"], "name": spoken.english, "source": spoken.source}
            yield 0
        return found

    def _texts(self) -> Sliced[list[tuple[str, tuple[float, ...]]]]:
        window = self._screen.window
        modal, found = top_modal(window), []
        frame = QRectF(0, 0, window.width(), window.height())
        for item in visible_items(window):
            if is_text(item) and not covered(item, modal):
                seen = ink(item).intersected(frame)
                if not seen.isEmpty():
                    found.append((str(item.property("text")), _rect(seen)))
            yield 0
        return found

    def _places(self) -> Sliced[object]:
        """Where everything is; None while something loads. What turns on the spot rests."""
        window = self._screen.window
        host = window.findChild(QQuickItem, "pageHost")
        if host is not None and host.property("shown") != window.property("page"):
            return None
        places = []
        for item in visible_items(window):
            if item.inherits("QQuickLoader") and _loads(item):
                return None
            wide, high = item.width(), item.height()
            centre = item.mapToScene(QPointF(wide / 2, high / 2))
            places.append((round(centre.x(), 1), round(centre.y(), 1), wide, high))
            yield 0
        return places

    def _display(self) -> dict[str, Any]:
        window, geometry = self._screen.window, self._screen.hmi.frame.display.geometry
        ratio = window.devicePixelRatio()
        return {
            "width": round(window.width() * ratio),
            "height": round(window.height() * ratio),
            "inches": geometry.diagonal_in,
            "scale": geometry.scale,
            "layout": geometry.layout,
        }

    def _name(self, item: QQuickItem | None) -> str:
        return "" if item is None else self._screen.english.of(name_of(item)).english


def steadily(walk: Callable[[], Sliced[T]]) -> Sliced[T]:
    """Run *walk* in slices of time; again from its beginning when an item went away meanwhile."""
    for _ in range(_TRIES):
        try:
            return (yield from _in_slices(walk()))
        except RuntimeError as error:
            if "already deleted" not in str(error):
                raise
    raise HabitacleError("The screen keeps changing; try again.")


def _in_slices(steps: Sliced[T]) -> Sliced[T]:
    began = time.perf_counter()
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result
        if time.perf_counter() - began > _SLICE_S:
            yield 0
            began = time.perf_counter()


def _loads(loader: QQuickItem) -> bool:
    wanted = loader.property("active") is True and not loader.property("source").isEmpty()
    return wanted and loader.property("item") is None


def _save(image: QImage, path: Path, saved: list[bool]) -> None:
    saved.append(image.save(str(path), "PNG"))  # type: ignore[call-overload]


def _rect(place: QRectF) -> tuple[float, ...]:
    return (place.x(), place.y(), place.width(), place.height())
