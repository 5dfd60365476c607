"""QML singleton `Palette`: the colours in use, day or night."""

from typing import Any

from PySide6.QtCore import Property, QObject, QTimer, Signal
from PySide6.QtGui import QColor
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.clock import Clock
from app.core.errors import HabitacleError
from app.ui.lighting import LightJudge
from app.ui.provide import Provided
from app.ui.tokens import COLOURS, Tokens

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

MODES = ("auto", "day", "night")
_JUDGE_EVERY_MS = 500


@QmlElement
@QmlSingleton
class Palette(Provided):
    """Colour tokens as typed properties; a theme change is one signal, so one frame.

    `set_mode` takes the driver's setting. The automatic choice is fed with
    `Vehicle.Exterior.LightIntensity` in percent, the low beam of a car that switches it by itself,
    and the height of the sun in degrees; None while one is not known.
    """

    changed = Signal()

    def __init__(self, tokens: Tokens, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._themes = {
            True: {token: QColor(tokens.night[token]) for token in COLOURS},
            False: {token: QColor(tokens.day[token]) for token in COLOURS},
        }
        self._clock = clock
        self._judge = LightJudge(tokens.auto)
        self._mode = "auto"
        self._night = True
        self._timer = QTimer(self, interval=_JUDGE_EVERY_MS)
        self._timer.timeout.connect(self._update)

    def set_mode(self, mode: str) -> None:
        """Follow *mode*: auto, day or night; HabitacleError for anything else."""
        if mode not in MODES:
            raise HabitacleError(f"The theme is auto, day or night, not {mode!r}.")
        self._mode = mode
        self._update()

    def observe_light(self, percent: float | None) -> None:
        """Ambient light in percent, None when there is no valid reading."""
        self._judge.observe_light(percent, self._now_ms())
        self._update()

    def observe_beam(self, on: bool | None) -> None:
        """Low beam switched by the car itself, None when it is not known."""
        self._judge.observe_beam(on, self._now_ms())
        self._update()

    def observe_sun(self, elevation: float | None) -> None:
        """Height of the sun in degrees, None without a valid time and position."""
        self._judge.observe_sun(elevation, self._now_ms())
        self._update()

    def colour(self, token: str) -> QColor:
        """The colour of *token* in the theme in use; KeyError for an unknown token."""
        return self._themes[self._night][token]

    def is_night(self) -> bool:
        """Whether the night theme is in use."""
        return self._night

    def _now_ms(self) -> int:
        return self._clock.monotonic_ns() // 1_000_000

    def _update(self) -> None:
        judged = self._judge.judge(self._now_ms())
        night = judged if self._mode == "auto" else self._mode == "night"
        if self._judge.pending != self._timer.isActive():
            self._timer.start() if self._judge.pending else self._timer.stop()
        if night != self._night:
            self._night = night
            self.changed.emit()

    def _token(token: str, notify: Any = changed) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(QColor, lambda self: self.colour(token), notify=notify)

    night = Property(bool, is_night, notify=changed)
    background = _token("background")
    surface = _token("surface")
    raised = _token("raised")
    line = _token("line")
    text = _token("text")
    textSecondary = _token("textSecondary")
    accent = _token("accent")
    accentInk = _token("accentInk")
    ok = _token("ok")
    warning = _token("warning")
    critical = _token("critical")
    info = _token("info")
    outline = _token("outline")
    tintAccent = _token("tintAccent")
    tintOk = _token("tintOk")
    tintWarning = _token("tintWarning")
    tintCritical = _token("tintCritical")
    tintInfo = _token("tintInfo")
