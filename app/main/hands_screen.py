"""The running HMI as the acts of its developers' port see it, and the words of a request."""

from collections.abc import Mapping
from typing import Any, TypeVar

from PySide6.QtCore import QLocale
from PySide6.QtQuick import QQuickWindow

from app.adapters.clock import DeskClock
from app.core.errors import HabitacleError
from app.i18n.english import English
from app.i18n.language import I18n
from app.main.compose import Hmi

T = TypeVar("T")
Request = Mapping[str, Any]


class Screen:
    """The running HMI as acts see it: its window, and the way from its language to English."""

    def __init__(self, hmi: Hmi, clock: DeskClock) -> None:
        self.hmi = hmi
        self.clock = clock
        self._language = ""
        self._english: English | None = None

    @property
    def window(self) -> QQuickWindow:
        """The window; HabitacleError once the HMI is closing."""
        window = self.hmi.window
        if window is None:
            raise HabitacleError("The HMI is closing.")
        return window

    @property
    def i18n(self) -> I18n:
        """Languages."""
        return self.hmi.frame.i18n

    @property
    def english(self) -> English:
        """Of the language in force."""
        if self._english is None or self._language != self.i18n.current:
            self._language = self.i18n.current
            self._english = English(self.i18n.catalogues, QLocale().decimalPoint())
        return self._english

    @property
    def route(self) -> str:
        """What is shown, a page or "page/part"."""
        return str(self.window.here())  # type: ignore[attr-defined]  # a function in QML


def given(request: Request, name: str, kind: type[T]) -> T:
    """A word of a request; HabitacleError if it is missing or of another kind."""
    value = request.get(name)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        raise HabitacleError(f"'{request.get('do')}' needs '{name}' as {kind.__name__}.")
    return value


def optional(request: Request, name: str, kind: type[T]) -> T | None:
    """The same for a word that may be missing or null."""
    return None if request.get(name) is None else given(request, name, kind)
