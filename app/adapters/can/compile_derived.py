"""Compiles the `[[derived]]` tables of a profile."""

from collections.abc import Mapping

from app.adapters.can.plan import DerivedPlan, InputPlan
from app.adapters.can.rules import DerivedRule, Profile
from app.core.catalogue import NUMBERS
from app.core.signals import SignalDef
from app.core.units import conversion

_SAME_UNIT_OPS = {"mean", "min", "max", "sum", "diff", "rotate"}
_LIST, _CASE = "list", "case"
_RESULTS = {"any": {"boolean"}, "all": {"boolean"}, "none": {"boolean"}, _LIST: {"string[]"}}
_TEXTS = {"string", "string[]"}


def derived_plans(profile: Profile, definitions: Mapping[str, SignalDef]) -> list[DerivedPlan]:
    """Plans of all derived signals, inputs before what needs them; HabitacleError on a fault."""
    return _ordered(profile, [_derived(profile, rule, definitions) for rule in profile.derived])


def _derived(
    profile: Profile, rule: DerivedRule, definitions: Mapping[str, SignalDef]
) -> DerivedPlan:
    target = definitions[rule.path]
    if rule.op != _CASE and target.type not in _RESULTS.get(rule.op, NUMBERS):
        raise profile.fault(rule, f"operation '{rule.op}' does not give a {target.type}")
    inputs = []
    for path in rule.inputs:
        if path not in definitions:
            raise profile.fault(rule, f"input '{path}' is not mapped")
        inputs.append(InputPlan(path, _unit(profile, rule, definitions[path], target)))
    return DerivedPlan(rule.path, rule.op, tuple(inputs), rule.cases, rule.weights)


def _unit(
    profile: Profile, rule: DerivedRule, source: SignalDef, target: SignalDef
) -> tuple[float, float]:
    """Conversion of one input; a fault if the operation cannot use it."""
    if rule.op == _CASE:
        return 1, 0
    if (source.type in _TEXTS) != (rule.op == _LIST):
        raise profile.fault(
            rule, f"operation '{rule.op}' cannot use '{source.path}', a {source.type}"
        )
    if rule.op not in _SAME_UNIT_OPS or not (source.unit or target.unit):
        return 1, 0
    unit = conversion(source.unit or "", target.unit or "")
    if unit is None:
        wanted = f"'{target.unit}'" if target.unit else "a number without unit"
        raise profile.fault(
            rule, f"unit '{source.unit}' of '{source.path}' does not convert to {wanted}"
        )
    return unit


def _ordered(profile: Profile, plans: list[DerivedPlan]) -> list[DerivedPlan]:
    rules = {rule.path: rule for rule in profile.derived}
    waiting = {plan.path: plan for plan in plans}
    result: list[DerivedPlan] = []
    while waiting:
        ready = [
            plan
            for plan in waiting.values()
            if not any(item.path in waiting for item in plan.inputs)
        ]
        if not ready:
            raise profile.fault(rules[next(iter(waiting))], "depends on itself")
        for plan in ready:
            result.append(plan)
            del waiting[plan.path]
    return result
