"""Does the steps of a run, one after another; every wait is for a condition and has an end."""

import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.hands import HandsLost
from app.emulator.scenario import driving
from app.emulator.scenario.car_settings import apply
from app.emulator.scenario.conditions import unmet
from app.emulator.scenario.model import Step
from app.emulator.scenario.ports import Stage
from app.emulator.scenario.values import duration, moment, seconds

_WAIT_S = 10.0
_EXPECT_S = 2.0
_SETTLE_S = 2.0
_LOOK_S = 0.05
_SLOWEST = 5.0
"""A car's second may take so many of ours on a busy machine."""


class StepFailedError(Exception):
    """A step could not be done, or what it wanted was not there; one sentence without its end."""


class Actor:
    """Acts on *stage* until *deadline* (`time.monotonic()`); pictures go to *shot*.

    Files are named from *folder*. `do` raises StepFailedError.
    """

    def __init__(
        self, stage: Stage, folder: Path, deadline: float, shot: Callable[[str], Path]
    ) -> None:
        self._stage = stage
        self._folder = folder
        self._deadline = deadline
        self._shot = shot
        self._verbs: Mapping[str, Callable[[Any], None]] = {
            "drive": self._drive,
            "set": lambda value: apply(stage.car.controls, value),
            "look": lambda value: stage.hands.set(**value),
            "fault": lambda value: driving.break_car(stage.car.faults, value),
            "clear_fault": lambda value: driving.mend_car(stage.car.faults, value),
            "network": stage.set_network,
            "push": self._push,
            "cloud": lambda value: stage.cloud.withhold_receipts(value == "withhold_receipts"),
            "tap": self._tap,
            "key": self._key,
            "open": stage.hands.open,
            "clock": self._clock,
            "wait": lambda value: self._until(value, _WAIT_S),
            "expect": self._expect,
            "shot": self._picture,
            "kill": stage.kill,
            "restart": stage.restart,
        }

    @property
    def verbs(self) -> frozenset[str]:
        """The words it knows; a test holds them to the schema."""
        return frozenset(self._verbs)

    def do(self, step: Step) -> None:
        """Do one step."""
        self._left_s()
        try:
            self._verbs[step.verb](step.value)
        except HabitacleError as error:
            raise StepFailedError(str(error).rstrip(".")) from error

    def _drive(self, value: str | Mapping[str, Any]) -> None:
        driving.drive(self._stage.car.controls, value, self._folder)
        if isinstance(value, Mapping) and "for" in value:
            self._let(seconds(value["for"]))

    def _let(self, length_s: float) -> None:
        """Let the car live so long, by its own time."""
        until = self._stage.car_time() + length_s
        late = time.monotonic() + length_s * _SLOWEST + _WAIT_S
        while (left_s := until - self._stage.car_time()) > 0.0:
            if time.monotonic() > late:
                raise StepFailedError("the time of the simulated car stands still")
            time.sleep(min(_LOOK_S, left_s, self._left_s()))

    def _push(self, value: str | Mapping[str, str]) -> None:
        if isinstance(value, str):
            self._stage.cloud.push(value)
        else:
            self._stage.cloud.push(value["name"], value.get("fault", ""))

    def _tap(self, value: str | Mapping[str, Any]) -> None:
        """A tap waits for its item as a person would."""
        wish: Mapping[str, Any] = {"name": value} if isinstance(value, str) else value
        hold_ms = round(seconds(wish["hold"]) * 1000) if "hold" in wish else 0
        given_up = time.monotonic() + seconds(wish.get("within", duration(_WAIT_S)))
        while True:
            try:
                self._stage.hands.tap(wish["name"], wish.get("role"), wish.get("index"), hold_ms)
                break
            except HandsLost:
                raise
            except HabitacleError as error:
                if time.monotonic() > given_up:
                    raise StepFailedError(str(error).rstrip(".")) from error
            time.sleep(min(_LOOK_S, self._left_s()))
        self._rest()

    def _key(self, name: str) -> None:
        self._stage.hands.key(name)
        self._rest()

    def _rest(self) -> None:
        """Let the screen come to rest; one that shows something running never does."""
        try:
            self._stage.hands.settle(_SETTLE_S)
        except HandsLost:
            raise
        except HabitacleError:
            return

    def _clock(self, value: Mapping[str, str]) -> None:
        if "jump" in value:
            self._stage.jump(moment(value["jump"]))
        else:
            self._stage.advance(seconds(value["advance"]))

    def _expect(self, value: Mapping[str, Any]) -> None:
        if value.keys() & {"text", "no_text", "item", "no_item"}:
            self._rest()
        self._until(value, _EXPECT_S)

    def _until(self, conditions: Mapping[str, Any], usual_s: float) -> None:
        patience_s = seconds(conditions["within"]) if "within" in conditions else usual_s
        given_up = time.monotonic() + patience_s
        while (reason := unmet(self._stage, conditions)) is not None:
            if time.monotonic() > given_up:
                raise StepFailedError(f"within {duration(patience_s)} expected {reason}")
            time.sleep(min(_LOOK_S, self._left_s()))

    def _picture(self, name: str) -> None:
        self._rest()
        self._stage.hands.shot(self._shot(name))

    def _left_s(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0.0:
            raise StepFailedError("the time allowed for the whole scenario is over")
        return left_s


def last_picture(stage: Stage, path: Path) -> Path | None:
    """What the screen shows after a failure, or None when there is no screen any more."""
    with contextlib.suppress(HabitacleError):
        stage.hands.shot(path)
        return path
    return None
