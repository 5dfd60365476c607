"""Reads the `[[derived]]` tables of a vehicle profile."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

from app.adapters.can.profile_rules import fits, known_bus, valid_if
from app.adapters.can.rules import Case, DerivedRule
from app.adapters.can.tables import Table
from app.core.signals import SignalDef

OPS = (
    "mean",
    "min",
    "max",
    "sum",
    "product",
    "ratio",
    "diff",
    "any",
    "all",
    "none",
    "list",
    "case",
    "rotate",
)
AXES = ("x", "y", "z")
"""Rows of a `rotate` matrix: the vehicle's axes of ISO 8855 (forward, left, up)."""
NEARLY = 0.01
"""How far the rows of a `rotate` matrix may be from unit length and right angles."""

_COUNTS = {"ratio": 2, "diff": 2, "rotate": 3}
_INPUT = re.compile(r"(?P<bus>[^:]+):(?P<message>[^.:]+)\.(?P<signal>[^.:]+)")


def read_derived(
    file: Path, raw: object, buses: Collection[str], catalogue: Mapping[str, SignalDef]
) -> DerivedRule:
    """One `[[derived]]`."""
    table = Table(file, "[[derived]]", raw)
    path = table.take("path", str)
    table.place = f"[[derived]] {path}"
    if path not in catalogue:
        raise table.fault("the path is not in the signal catalogue", "path")
    op = table.choice("op", OPS)
    cases = tuple(_case(table, item, catalogue[path]) for item in table.tables("cases"))
    if (op == "case") != bool(cases):
        raise table.fault("op \"case\" needs 'cases', other operations do not take them")
    named = [path for case in cases for path, _ in case.conditions]
    inputs = tuple(dict.fromkeys([*table.strings("inputs"), *named]))
    if not inputs or len(inputs) != _COUNTS.get(op, len(inputs)):
        raise table.fault(f"operation '{op}' has {len(inputs)} inputs", "inputs")
    for item in inputs:
        if match := _INPUT.fullmatch(item):
            known_bus(table, match["bus"], buses, "inputs")
        elif item not in catalogue:
            raise table.fault(f"input '{item}' is neither a path nor bus:MESSAGE.SIGNAL", "inputs")
    weights = _row(table) if op == "rotate" else ()
    flag = valid_if(table.table("valid_if"))
    if flag is not None and not any(split_input(item) for item in inputs):
        raise table.fault("'valid_if' needs an input bus:MESSAGE.SIGNAL", "valid_if")
    table.done()
    return DerivedRule(path, op, inputs, cases, weights, flag, line=table.line)


def split_input(text: str) -> tuple[str, str, str] | None:
    """Bus, message and signal of a `bus:MESSAGE.SIGNAL` input; None for a path."""
    match = _INPUT.fullmatch(text)
    return (match["bus"], match["message"], match["signal"]) if match else None


def _case(parent: Table, raw: object, definition: SignalDef) -> Case:
    table = parent.inner("cases", raw)
    value, condition = table.take("value", object), table.table("if")
    table.done()
    conditions = condition.items() if condition else {}
    if not all(isinstance(v, (bool, int, float, str)) for v in conditions.values()):
        raise table.fault("a value is not a number, boolean or string")
    if not fits(value, definition):
        raise table.fault(f"value {value!r} does not fit type {definition.type}")
    return Case(tuple(conditions.items()), value)  # type: ignore[arg-type]


def _row(table: Table) -> tuple[float, ...]:
    """The row of the mounting matrix that gives the axis of this path."""
    numbers: list[Any] = table.take("matrix", list)
    size = len(AXES)
    wrong = [n for n in numbers if isinstance(n, bool) or not isinstance(n, (int, float))]
    if wrong or len(numbers) != size * size:
        raise table.fault("'matrix' is not a list of 9 numbers, row by row", "matrix")
    rows = [numbers[at : at + size] for at in range(0, size * size, size)]
    for one, other in combinations_with_replacement(range(size), 2):
        if abs(_dot(rows[one], rows[other]) - (one == other)) > NEARLY:
            raise table.fault(
                "'matrix' does not turn: its rows are not of length 1 at right angles", "matrix"
            )
    return tuple(rows[AXES.index(table.choice("axis", AXES))])


def _dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
