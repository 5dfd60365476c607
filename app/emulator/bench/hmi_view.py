"""QML singleton `BenchHmi`: language, theme, display, clock and life of the HMI's process."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtQml import QmlElement, QmlSingleton

from app.core.errors import HabitacleError
from app.emulator.bench.displays import FITS, MATRIX, Monitor, nearest, placed
from app.emulator.bench.hand import Hand
from app.emulator.bench.ports import Desk, DeskClock
from app.emulator.hands import Hands, Look, ScreenState
from app.ui.provide import Provided

QML_IMPORT_NAME = "Habitacle.Model"
QML_IMPORT_MAJOR_VERSION = 1

_EVERY = 5
_AWAY_S = 5.0


@dataclass(frozen=True, slots=True)
class Life:
    """Whether the HMI answers, and what it said last."""

    alive: bool = False
    why: str = ""
    said: ScreenState | None = None


@QmlElement
@QmlSingleton
class BenchHmi(Provided):
    """What the HMI says of itself, once a second; every slot asks it for something else.

    `ahead` is how many seconds its clock is away from the real one; `fit` one of `FITS`.
    """

    changed = Signal()
    displayChanged = Signal()

    def __init__(
        self,
        desk: Desk,
        hand: Hand,
        clock: DeskClock | None,
        languages: Sequence[tuple[str, str]],
        monitor: Callable[[], Monitor],
    ) -> None:
        super().__init__()
        self._desk = desk
        self._hand = hand
        self._clock = clock
        self._languages = tuple(languages)
        self._monitor = monitor
        self._life = Life()
        self._ahead = 0
        self._display = -1
        self._fit = "pixels"
        self._asking = False
        self._beats = 0
        self.watched = True

    @property
    def ahead_s(self) -> int:
        """Seconds that the HMI's clock is ahead of the real one; small ones count as none."""
        return self._ahead

    def refresh(self) -> None:
        """Ask, once a second, on the worker."""
        self._beats += 1
        if self._beats % _EVERY == 1:
            self._ask()

    def rest(self) -> None:
        """Real time, a running HMI."""
        if not self._life.alive and self._desk.hands is not None:
            restart = self._desk.restart_hmi
            self._hand.slowly(lambda: self._revive(restart), failed=lambda _problem: None)
        if self._ahead:
            self.realTime()

    @Slot(str, str)
    def choose(self, what: str, word: str) -> None:
        """`language` or `theme`."""
        self._change({"language": word} if what == "language" else {"theme": word})

    @Slot(str, bool)
    def switch(self, what: str, on: bool) -> None:
        """`large_text` or `reduced_motion`."""
        self._change({"large_text": on} if what == "large_text" else {"reduced_motion": on})

    @Slot(int)
    def setDisplay(self, index: int) -> None:
        """Become the display of that place in `displays`."""
        self._display = index
        self.displayChanged.emit()
        self._show()

    @Slot(str)
    def setFit(self, fit: str) -> None:
        """`pixels`, `physical` or `fit`."""
        self._fit = fit if fit in FITS else FITS[0]
        self.displayChanged.emit()
        self._show()

    @Slot(float)
    def advance(self, seconds: float) -> None:
        """Put car, cloud and HMI forward by that; back if negative."""
        notes = [("clock", {"advance": f"{seconds:g} s"})]
        self._hand.slowly(lambda: self._jump(self._now() + timedelta(seconds=seconds)), notes=notes)

    @Slot(str)
    def jump(self, text: str) -> None:
        """Go to a time such as `2026-06-21 12:00` (UTC unless it says a zone)."""
        self._hand.slowly(lambda: self._jump(parse_time(text)))

    @Slot()
    def realTime(self) -> None:
        """Back to the real time."""
        self._hand.slowly(lambda: self._jump(datetime.now(UTC)))

    @Slot()
    def kill(self) -> None:
        """SIGKILL."""
        self._hand.slowly(self._desk.kill_hmi, self._again, notes=[("kill", "hmi")])

    @Slot()
    def start(self) -> None:
        """Start an HMI that is down."""
        self._hand.slowly(self._started, self._again)

    @Slot()
    def restart(self) -> None:
        """End it cleanly and start it again."""
        self._hand.slowly(lambda: self._revive(self._desk.restart_hmi), self._again)

    def _hands(self) -> Hands:
        hands = self._desk.hands
        if hands is None:
            raise HabitacleError("This HMI runs without hands.")
        return hands

    def _change(self, look: Look) -> None:
        notes = [("look", dict(look))]
        self._hand.slowly(lambda: self._hands().set(**look), self._again, notes=notes)

    def _show(self) -> None:
        if self._display < 0:
            return
        self._change({"display": placed(MATRIX[self._display], self._fit, self._monitor()).word})

    def _started(self) -> None:
        if self._life.alive:
            raise HabitacleError("The HMI is running already.")
        self._revive(self._desk.start_hmi)

    def _revive(self, begin: Callable[[], None]) -> None:
        """Start an HMI and give it the time that car and cloud have."""
        begin()
        if self._clock is not None and self._ahead:
            self._hands().wait_ready()
            self._hands().jump(self._clock.utc())

    def _now(self) -> datetime:
        return datetime.now(UTC) if self._clock is None else self._clock.utc()

    def _jump(self, wall: datetime) -> None:
        if self._clock is not None:
            self._clock.jump(wall)
        self._hands().jump(wall)

    def _ask(self) -> None:
        if self._asking or self._desk.hands is None:
            return
        self._asking = True
        self._hand.slowly(lambda: self._hands().state(), self._answered, self._away)

    def _again(self, _done: object = None) -> None:
        self._beats = 0
        self.refresh()

    def _answered(self, said: ScreenState) -> None:
        self._asking = False
        ahead = (said.wall - datetime.now(UTC)).total_seconds()
        self._ahead = 0 if abs(ahead) < _AWAY_S else round(ahead)
        if self._display < 0:
            size = said.display
            self._display = nearest(size.width, size.height, size.inches)
            self.displayChanged.emit()
        self._become(Life(alive=True, said=said))

    def _away(self, problem: str) -> None:
        self._asking = False
        self._become(Life(why=problem))

    def _become(self, life: Life) -> None:
        if life != self._life:
            self._life = life
            self.changed.emit()

    def _said(self, name: str, default: Any) -> Any:
        said = self._life.said
        return default if said is None else getattr(said, name)

    def _size(self) -> str:
        said = self._life.said
        if said is None:
            return ""
        d = said.display
        return f"{d.width}x{d.height} px, {d.inches:.4g} in, {d.scale:.3f} px a dp, {d.layout}"

    def _wall(self) -> str:
        said = self._life.said
        return "" if said is None else f"{said.wall:%Y-%m-%d %H:%M:%S} UTC"

    def _value(name: str, kind: type, default: Any, notify: Any = changed) -> Any:  # type: ignore[misc]  # noqa: N805
        return Property(kind, lambda self: self._said(name, default), notify=notify)

    alive = Property(bool, lambda self: self._life.alive, notify=changed)
    why = Property(str, lambda self: self._life.why, notify=changed)
    route = _value("route", str, "")
    driving = _value("driving", str, "")
    language = _value("language", str, "")
    theme = _value("theme_choice", str, "")
    largeText = _value("large_text", bool, False)
    reducedMotion = _value("reduced_motion", bool, False)
    modal = _value("modal", str, "")
    focus = _value("focus", str, "")
    link = _value("link", str, "")
    pending = _value("pending", int, 0)
    car = _value("car", str, "")
    size = Property(str, _size, notify=changed)
    wall = Property(str, _wall, notify=changed)
    ahead = Property(int, lambda self: self._ahead, notify=changed)
    fit = Property(str, lambda self: self._fit, notify=displayChanged)
    display = Property(int, lambda self: self._display, notify=displayChanged)

    def _display_words(self) -> list[str]:
        return [each.label for each in MATRIX]

    def _language_codes(self) -> list[str]:
        return [code for code, _ in self._languages]

    def _language_words(self) -> list[str]:
        return [f"{name} ({code})" for code, name in self._languages]

    displays = Property("QVariantList", _display_words, constant=True)  # type: ignore[arg-type]
    languages = Property("QVariantList", _language_codes, constant=True)  # type: ignore[arg-type]
    languageWords = Property("QVariantList", _language_words, constant=True)  # type: ignore[arg-type]


def parse_time(text: str) -> datetime:
    """An aware time; HabitacleError for what is none."""
    try:
        wall = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise HabitacleError(f"'{text}' is not a time such as 2026-06-21 12:00.") from error
    return wall if wall.tzinfo is not None else wall.replace(tzinfo=UTC)
