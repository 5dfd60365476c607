"""Turns what a tester does by hand into a scenario that runs again."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.hands import Event
from app.emulator.scenario.values import duration
from app.emulator.scenario.writing import scenario_text

VERBS = frozenset(
    {
        "drive",
        "set",
        "look",
        "fault",
        "clear_fault",
        "network",
        "push",
        "cloud",
        "tap",
        "key",
        "open",
        "clock",
        "shot",
        "kill",
        "restart",
    }
)
"""Acts that can be noted: all steps that do something."""
_PAUSE_S = 1.0
_ONE_MOVE_S = 0.6
_MERGED = frozenset({"set", "look"})
_LINKED = {"wait": {"state": {"link": "up"}, "within": "30 s"}}


class Recorder:
    """Collects acts between `start` and `stop`; every method may be called from any thread.

    *car_time* tells the seconds that the simulated car has lived: a pause between two acts is
    written as time of the car, so that the file means the same on a slower machine. *driving*
    tells the HMI's driving state; a touch waits for the one that held when it was done.
    """

    def __init__(
        self,
        car_time: Callable[[], float],
        driving: Callable[[], str] | None = None,
        title: str = "Recorded by hand",
    ) -> None:
        self._car_time = car_time
        self._driving = driving
        self._title = title
        self._lock = threading.Lock()
        self._recording = False
        self._given: dict[str, Any] = {}
        self._before: list[dict[str, Any]] = []
        self._steps: list[dict[str, Any]] = []
        self._last_s = 0.0
        self._state = ""

    @property
    def recording(self) -> bool:
        """Whether acts are collected now."""
        return self._recording

    def start(self, given: Mapping[str, Any] | None = None, *, linked: bool = False) -> None:
        """Begin anew; *given* is what holds now, in the words of a scenario's `[given]`.

        *linked*: the HMI has its backend; a run waits for that before the first act.
        """
        state = self._now()
        with self._lock:
            self._given = dict(given or {})
            self._before = [_LINKED] if linked else []
            self._steps = []
            self._last_s = self._car_time()
            self._state = state
            self._recording = True

    def note(self, verb: str, value: Any) -> None:
        """An act of the tester, in the words of a step. HabitacleError for one that is none."""
        if verb not in VERBS:
            raise HabitacleError(f"'{verb}' is no act of a scenario.")
        with self._lock:
            if self._recording:
                self._add(verb, value)

    def saw(self, event: Event) -> None:
        """Something happened on the screen; what hands did themselves is not a tester's act."""
        if not self._recording or event.by_hands:
            return
        state = self._now() if event.kind in {"tap", "key"} else ""
        with self._lock:
            if event.kind == "tap":
                self._await_driving(state)
                self._add("tap", _tap(event))
            elif event.kind == "key":
                self._await_driving(state)
                self._add("key", event.name)
            elif event.kind in {"page", "language"} and self._steps:
                self._follow("route" if event.kind == "page" else "language", event.name)

    def stop(self) -> str:
        """End, and the text of the scenario. HabitacleError when nothing was done."""
        with self._lock:
            self._recording = False
            if not self._steps:
                raise HabitacleError("Nothing was done while recording.")
            return scenario_text(self._title, self._given, [*self._before, *self._steps])

    def _add(self, verb: str, value: Any) -> None:
        now = self._car_time()
        passed, self._last_s = now - self._last_s, now
        if passed < _ONE_MOVE_S and self._merges(verb, value):
            self._steps[-1][verb] = value
            return
        if passed >= _PAUSE_S and self._steps:
            self._steps.append({"drive": {"for": duration(passed)}})
        self._steps.append({verb: value})

    def _merges(self, verb: str, value: Any) -> bool:
        """Whether this goes on with the move of the same slider."""
        before = self._steps[-1].get(verb) if self._steps and verb in _MERGED else None
        return (
            isinstance(before, dict) and isinstance(value, dict) and before.keys() == value.keys()
        )

    def _await_driving(self, state: str) -> None:
        if state and state != self._state:
            self._state = state
            self._steps.append({"wait": {"state": {"driving": state}, "within": "30 s"}})
            self._last_s = self._car_time()

    def _follow(self, what: str, name: str) -> None:
        """The consequence of a touch, to be waited for when it runs again."""
        if {"tap", "key"} & self._steps[-1].keys():
            self._steps.append({"wait": {"state": {what: name}}})

    def _now(self) -> str:
        try:
            return "" if self._driving is None else self._driving()
        except HabitacleError:
            return ""


def _tap(event: Event) -> str | dict[str, Any]:
    tap: dict[str, Any] = {"name": event.name}
    if event.index:
        tap["index"] = event.index
    if event.hold_ms >= _PAUSE_S * 1000:
        tap["hold"] = duration(event.hold_ms / 1000)
    return event.name if len(tap) == 1 else tap
