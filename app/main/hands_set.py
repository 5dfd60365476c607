"""Acts that set: how the HMI looks, and its wall clock."""

import math
import time
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from app.core.errors import HabitacleError
from app.main.config import parse_display
from app.main.hands import Turns
from app.main.hands_run import parse_wall
from app.main.hands_screen import Request, Screen, given, optional
from app.ui.display import edid_of

_FRAME_MS = 16
_RESIZE_S = 2.0
_NOTICE_S = 3.0
_MINUTE_MS = 60_000
_DP_PER_INCH = 160
_SCALE_MIN, _SCALE_MAX = 0.3, 4.0
T = TypeVar("T")
_KEYS = ("language", "theme", "large_text", "reduced_motion", "display", "scale")


class Settings:
    """What a driver chooses, what the car's maker configures, and the time of day."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def set(self, request: Request) -> Turns:
        """Change what the request names, in the order of the names."""
        unknown = set(request) - {"id", "do", *_KEYS}
        if unknown:
            raise HabitacleError(f"There is no setting '{min(unknown)}'; there are: {_KEYS}.")
        yield 0
        choices = self._screen.hmi.features.preferences
        _apply(request, "language", str, self._set_language)
        _apply(request, "theme", str, choices.set_theme)
        _apply(request, "large_text", bool, choices.set_large_text)
        _apply(request, "reduced_motion", bool, choices.set_reduced_motion)
        size, scale = optional(request, "display", str), optional(request, "scale", float)
        if size is not None:
            yield from self._resize(size)
        if scale is not None:
            self._set_scale(scale)

    def clock(self, request: Request) -> Turns:
        """Set the wall clock to a time, or forward; the time, once the screen has noticed."""
        yield 0
        clock = self._screen.clock
        if request.get("wall") is not None:
            clock.jump(parse_wall(given(request, "wall", str)))
        else:
            self._advance(given(request, "advance_s", float))
        until = time.monotonic() + _NOTICE_S
        while not self._noticed() and time.monotonic() < until:
            yield _FRAME_MS
        return clock.utc().isoformat()

    def _noticed(self) -> bool:
        """Whether the screen shows the time of the clock."""
        clock, wall = self._screen.clock, self._screen.hmi.frame.wall
        shown, now = float(wall.property("epochMs")), clock.utc().timestamp() * 1e3
        same = shown // _MINUTE_MS == now // _MINUTE_MS
        return same and wall.property("valid") is clock.trusted

    def _advance(self, seconds: float) -> None:
        clock = self._screen.clock
        try:
            then = datetime.fromtimestamp(clock.utc().timestamp() + seconds, clock.utc().tzinfo)
        except (OverflowError, ValueError, OSError) as error:
            raise HabitacleError(f"The clock cannot go {seconds:g} s forward.") from error
        parse_wall(then.isoformat())
        clock.advance(seconds)

    def _set_language(self, language: str) -> None:
        i18n, choices = self._screen.i18n, self._screen.hmi.features.preferences
        code = i18n.resolve(language)
        if code == "":
            known = ", ".join(each["code"] for each in i18n.property("languages"))
            raise HabitacleError(f"There is no language '{language}'; there are: {known}.")
        if i18n.current != code and not choices.set_language(code):
            raise HabitacleError("The language can change only while the car is parked.")
        if i18n.current != code:
            raise HabitacleError(f"The language '{language}' could not be loaded.")

    def _resize(self, text: str) -> Turns:
        wanted = parse_display(text)
        window, display = self._screen.window, self._screen.hmi.frame.display
        ratio = window.devicePixelRatio()
        size = (round(wanted.width / ratio), round(wanted.height / ratio))
        display.set_diagonal(wanted.diagonal_in)
        window.resize(*size)
        until = time.monotonic() + _RESIZE_S
        while (window.width(), window.height()) != size:
            if time.monotonic() > until:
                raise HabitacleError(
                    f"The window system gave {window.width()}x{window.height()}, not {text}."
                )
            yield _FRAME_MS
        display.resize(*size, ratio, edid_of(window.screen()))

    def _set_scale(self, scale: float) -> None:
        if not _SCALE_MIN <= scale <= _SCALE_MAX:
            raise HabitacleError(f"The scale is {_SCALE_MIN} to {_SCALE_MAX}, not {scale:g}.")
        window, display = self._screen.window, self._screen.hmi.frame.display
        ratio = window.devicePixelRatio()
        pixels = math.hypot(window.width() * ratio, window.height() * ratio)
        display.set_diagonal(pixels / (_DP_PER_INCH * scale))
        display.resize(window.width(), window.height(), ratio, edid_of(window.screen()))


def _apply(request: Request, name: str, kind: type[T], use: Callable[[T], object]) -> None:
    value = optional(request, name, kind)
    if value is not None:
        use(value)
