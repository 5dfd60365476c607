"""Checks what a schema cannot: names of the car, the contract, the languages; on a dry run."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.cloud import FAULTS, PUSHES
from app.emulator.scenario import driving
from app.emulator.scenario.car_settings import apply
from app.emulator.scenario.model import FRESH, Run, Step
from app.emulator.scenario.ports import CarPort
from app.emulator.scenario.reading import place
from app.emulator.scenario.screen_conditions import full_path
from app.emulator.scenario.values import moment


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What scenarios may name. `car` stands still: what is set on it is only checked.

    `check_display` and `check_consent` (purpose, recipient) raise HabitacleError.
    """

    car: CarPort
    signals: Collection[str]
    messages: Collection[str]
    languages: Collection[str]
    check_display: Callable[[str], object]
    check_consent: Callable[[str, str], object]


def check(run: Run, known: Vocabulary) -> None:
    """HabitacleError, with file and line, for the first name that means nothing."""
    line = None
    where = "given"
    try:
        _check_given(run, known)
        for step in run.steps:
            line, where = step.line, str(step)
            _check_step(step, run.scenario.path.parent, known)
    except HabitacleError as error:
        raise HabitacleError(f"{place(run.scenario.path, line)}: {where}: {error}") from error


def _check_given(run: Run, known: Vocabulary) -> None:
    given = run.given
    _check_look({"language": given.language, "display": given.display}, known)
    apply(known.car.controls, given.car)
    for purpose, recipient in given.consents:
        known.check_consent(purpose, recipient)
    if given.data != FRESH and not (run.scenario.path.parent / given.data).is_dir():
        raise HabitacleError(f"There is no data folder {given.data} beside the file.")


def _check_step(step: Step, folder: Path, known: Vocabulary) -> None:
    value = step.value
    match step.verb:
        case "drive":
            driving.drive(known.car.controls, value, folder)
        case "set":
            apply(known.car.controls, value)
        case "fault":
            driving.break_car(known.car.faults, value)
            driving.mend_car(known.car.faults, "all")
        case "look":
            _check_look(value, known)
        case "push":
            _check_push(value)
        case "clock":
            _check_moments(value, "jump")
        case "wait" | "expect":
            _check_conditions(value, known)


def _check_look(look: Mapping[str, Any], known: Vocabulary) -> None:
    language = look.get("language")
    if language is not None and language not in known.languages:
        allowed = ", ".join(sorted(known.languages))
        raise HabitacleError(f"'{language}' is not a language of: {allowed}.")
    if "display" in look:
        known.check_display(look["display"])


def _check_push(value: str | Mapping[str, str]) -> None:
    name, fault = (value, "") if isinstance(value, str) else (value["name"], value.get("fault", ""))
    names = [push.name for push in PUSHES]
    if name not in names:
        raise HabitacleError(f"'{name}' is not a push of: {', '.join(names)}.")
    if fault not in FAULTS:
        raise HabitacleError(f"'{fault}' is not a fault of: {', '.join(filter(None, FAULTS))}.")


def _check_conditions(value: Mapping[str, Any], known: Vocabulary) -> None:
    if "signal" in value and (path := full_path(value["signal"]["path"])) not in known.signals:
        raise HabitacleError(f"'{path}' is no signal of this car.")
    for word in ("message", "no_message"):
        if word in value:
            wanted = value[word]
            kind = wanted if isinstance(wanted, str) else wanted["type"]
            if kind not in known.messages:
                raise HabitacleError(f"'{kind}' is no message that the contract lets a car send.")
    _check_moments(value.get("state", {}), "wall_after", "wall_before")


def _check_moments(value: Mapping[str, Any], *keys: str) -> None:
    for key in keys:
        if key in value:
            try:
                moment(value[key])
            except ValueError:
                raise HabitacleError(f"{key} {value[key]} is a moment no calendar has.") from None
