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
    if plan.op == "list":
        return _texts([samples[item.path].value for item in plan.inputs]), Reason.NONE
    if definition.type == "boolean":
        return _FLAGS[plan.op](
            [bool(samples[item.path].value) for item in plan.inputs]
        ), Reason.NONE
    numbers = [_number(item, samples[item.path]) for item in plan.inputs]
    if plan.op == "ratio" and numbers[1] == 0:
        return None, Reason.NOT_FINITE
    number = _sum_of(plan.weights, numbers) if plan.weights else _NUMBERS[plan.op](numbers)
    return finish(number, definition, (definition.minimum, definition.maximum))


def _number(item: InputPlan, sample: Sample) -> float:
    value: Any = sample.value
    factor, offset = item.unit
    return float(value * factor + offset)


def _texts(values: Sequence[Any]) -> tuple[str, ...]:
    """Each text once, in order; lists among the inputs give their members."""
    groups = [value if isinstance(value, tuple) else (value,) for value in values]
    return tuple(dict.fromkeys(text for group in groups for text in group))


def _sum_of(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum(weight * number for weight, number in zip(weights, numbers, strict=True))


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
