"""Derived signals: operations over samples (`[[derived]]`, specification section 2)."""

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any

from app.adapters.can.mapping import Result, finish
from app.adapters.can.plan import DerivedPlan, InputPlan
from app.core.signals import Reason, Sample, SignalDef, Validity

_WORST = (Validity.UNKNOWN, Validity.INVALID, Validity.STALE, Validity.VALID)


def worst(samples: Sequence[Sample]) -> Sample:
    """The sample that decides about a value computed from all of them."""
    return min(samples, key=lambda sample: _WORST.index(sample.state))


def compute(plan: DerivedPlan, definition: SignalDef, samples: Mapping[str, Sample]) -> Result:
    """Value of *plan* when all its inputs are valid; a zero divisor is `not_finite`."""
    if plan.op == "case":
        for case in plan.cases:
            if all(samples[path].value == wanted for path, wanted in case.conditions):
                return case.value, Reason.NONE
        return None, Reason.UNMAPPED
    if definition.type == "boolean":
        return _FLAGS[plan.op](
            [bool(samples[item.path].value) for item in plan.inputs]
        ), Reason.NONE
    numbers = [_number(item, samples[item.path]) for item in plan.inputs]
    if plan.op == "ratio" and numbers[1] == 0:
        return None, Reason.NOT_FINITE
    number = _NUMBERS[plan.op](numbers)
    return finish(number, definition, (definition.minimum, definition.maximum))


def _number(item: InputPlan, sample: Sample) -> float:
    value: Any = sample.value
    factor, offset = item.unit
    return float(value * factor + offset)


_FLAGS: dict[str, Callable[[Sequence[bool]], bool]] = {
    "any": any,
    "all": all,
    "none": lambda flags: not any(flags),
}
_NUMBERS: dict[str, Callable[[Sequence[float]], float]] = {
    "mean": lambda numbers: sum(numbers) / len(numbers),
    "min": min,
    "max": max,
    "sum": sum,
    "product": lambda numbers: reduce(operator.mul, numbers),
    "ratio": lambda numbers: numbers[0] / numbers[1],
    "diff": lambda numbers: numbers[0] - numbers[1],
}
