"""From a decoded row to a value in the catalogue's unit, or the reason why there is none."""

import math
from collections.abc import Callable
from typing import Any

from app.adapters.can.codegen import Row
from app.adapters.can.plan import SignalPlan
from app.core.catalogue import INTEGERS, NUMBERS
from app.core.signals import Reason, SignalDef, Value
from app.core.units import round_half_up

Result = tuple[Value | None, Reason]
Reader = Callable[[Row], Result]
Range = tuple[float | None, float | None]

UNMAPPED: Result = (None, Reason.UNMAPPED)


def make_reader(plan: SignalPlan, definition: SignalDef) -> Reader:
    """The function that applies *plan*, steps 1 to 7 of the specification's section 2."""
    convert = _code_reader(plan) if _is_code(plan, definition) else _number(plan, definition)
    at, raw_at, codes, valid_if = plan.value, plan.raw, plan.codes, plan.valid_if

    def read(row: Row) -> Result:
        if valid_if is not None and row[valid_if[0]] != valid_if[1]:
            return None, Reason.VALID_FLAG
        if raw_at is not None:
            raw = row[raw_at]
            for low, high, reason in codes:
                if low <= raw <= high:
                    return None, reason
        return convert(row, row[at])

    return read


def finish(number: float, definition: SignalDef, limits: Range) -> Result:
    """Cast and range check of a number in the catalogue's unit (steps 6 and 7)."""
    if not math.isfinite(number):
        return None, Reason.NOT_FINITE
    value = round_half_up(number) if definition.type in INTEGERS else number + 0.0
    if value == 0 and not definition.zero_valid:
        return None, Reason.SNA
    low, high = limits
    if (low is not None and value < low) or (high is not None and value > high):
        return (value, Reason.NONE) if value in definition.also else (None, Reason.RANGE)
    return value, Reason.NONE


def _is_code(plan: SignalPlan, definition: SignalDef) -> bool:
    return definition.type not in NUMBERS or (plan.map is not None and definition.unit is None)


def _code_reader(plan: SignalPlan) -> Callable[[Row, Any], Result]:
    known = {0: False, 1: True} if plan.map is None else plan.map
    results: dict[int, Result] = {code: (value, Reason.NONE) for code, value in known.items()}
    return lambda _row, code: results.get(code, UNMAPPED)


def _number(plan: SignalPlan, definition: SignalDef) -> Callable[[Row, Any], Result]:
    factor, offset = plan.linear
    scale, shift = plan.unit
    unit_from, table, absolute = plan.unit_from, plan.map, plan.absolute
    dbc_low, dbc_high = plan.dbc_range
    limits = plan.range

    def read(row: Row, number: Any) -> Result:
        if table is not None:
            number = table.get(number)
            if number is None:
                return UNMAPPED
        elif (dbc_low is not None and number < dbc_low) or (
            dbc_high is not None and number > dbc_high
        ):
            return None, Reason.RANGE
        if absolute:
            number = abs(number)
        number = number * factor + offset
        if unit_from is None:
            return finish(number * scale + shift, definition, limits)
        chosen = unit_from[1].get(row[unit_from[0]])
        if chosen is None:
            return UNMAPPED
        return finish(number * chosen[0] + chosen[1], definition, limits)

    return read
