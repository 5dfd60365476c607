"""From a scenario to its runs: every point of the matrix with every set of parameters."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from app.core.errors import HabitacleError
from app.emulator.scenario.model import Given, Run, Scenario, Step
from app.emulator.scenario.reading import key_of, place
from app.emulator.scenario.schema import FormError, ScenarioSchema
from app.emulator.scenario.values import moment, seconds

LOOKS = ("language", "display", "theme", "large_text", "clock")
"""Words of the matrix that replace those of `given`."""
_NAME = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_LIMIT = "60 s"


def runs_of(
    scenario: Scenario, schema: ScenarioSchema, override: Mapping[str, Sequence[Any]] | None = None
) -> list[Run]:
    """All runs in order; *override* replaces lists of the matrix. HabitacleError names the file."""
    return [_run(scenario, schema, point) for point in points(scenario, override or {})]


def points(
    scenario: Scenario, override: Mapping[str, Sequence[Any]]
) -> Iterator[Mapping[str, Any]]:
    """The values of each run, in the order of the file.

    What sets of parameters give stays: their other values belong to it.
    """
    rows: Sequence[Mapping[str, Any]] = scenario.document.get("parameters", [{}])
    free = {name: values for name, values in override.items() if name not in set().union(*rows)}
    matrix = {**scenario.document.get("matrix", {}), **free}
    for values in itertools.product(*matrix.values()):
        for row in rows:
            yield {**dict(zip(matrix, values, strict=True)), **row}


def _run(scenario: Scenario, schema: ScenarioSchema, point: Mapping[str, Any]) -> Run:
    document = dict(scenario.document)
    looks = {key: value for key, value in point.items() if key in LOOKS}
    try:
        document["given"] = {**_filled(document.get("given", {}), point, ("given",)), **looks}
        document["step"] = _filled(document["step"], point, ("step",))
        document["limit"] = _filled(document.get("limit", _LIMIT), point, ("limit",))
        schema.check(document)
        steps = tuple(_step(scenario, number, each) for number, each in enumerate(document["step"]))
        return Run(scenario, point, _given(document["given"]), steps, seconds(document["limit"]))
    except FormError as error:
        line = _line_of(scenario, error.where)
        where = key_of(error.where)
        raise HabitacleError(f"{place(scenario.path, line)}: {where}{error.text}.") from None


def _line_of(scenario: Scenario, where: Sequence[str | int]) -> int | None:
    if len(where) > 1 and where[0] == "step" and isinstance(where[1], int):
        return scenario.lines[where[1]]
    return None


def _step(scenario: Scenario, index: int, table: Mapping[str, Any]) -> Step:
    ((verb, value),) = table.items()
    return Step(index + 1, scenario.lines[index], verb, value)


def _given(table: Mapping[str, Any]) -> Given:
    known = {field.name for field in fields(Given)}
    values = {key: value for key, value in table.items() if key in known}
    if "clock" in values:
        try:
            values["clock"] = moment(values["clock"])
        except ValueError:
            raise FormError(("given", "clock"), "is a moment no calendar has") from None
    values["consents"] = tuple(
        (purpose, recipient)
        for purpose, _, recipient in (text.partition(" ") for text in table.get("consents", ()))
    )
    return Given(**values)


def _filled(node: Any, point: Mapping[str, Any], where: tuple[str | int, ...]) -> Any:
    """*node* with parameters in place of `{name}`; a text that is one alone becomes its value."""
    if isinstance(node, dict):
        return {key: _filled(value, point, (*where, key)) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(each, point, (*where, index)) for index, each in enumerate(node)]
    if not isinstance(node, str):
        return node
    for name in _NAME.findall(node):
        if name not in point:
            known = ", ".join(point) or "none"
            raise FormError(where, f"names the parameter '{name}', which is not among: {known}")
    alone = _NAME.fullmatch(node)
    if alone:
        return point[alone[1]]
    return _NAME.sub(lambda found: str(point[found[1]]), node)
