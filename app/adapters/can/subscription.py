"""A plan reduced to what may be read now: what nobody may know is not even subscribed."""

from collections.abc import Iterable
from dataclasses import replace

from app.adapters.can.plan import DerivedPlan, MessagePlan, Plan

POSITION = "Vehicle.CurrentLocation."
"""Where the car is: subscribed while the driver has location switched on (section 3.5)."""


def without(plan: Plan, branch: str) -> Plan:
    """*plan* without the paths of *branch* and without whatever only they need.

    Messages of which nothing else is read are not subscribed any more, so kernel filters made from
    the result keep them from reaching the process.
    """
    derived = tuple(_kept(plan.derived, branch))
    used = {item.path for rule in derived for item in rule.inputs}
    dropped = {rule.path for rule in plan.derived} - {rule.path for rule in derived}
    kept = {
        path
        for path in plan.definitions
        if not path.startswith(branch) and (":" not in path or path in used)
    } - dropped
    messages = (_reduced(message, kept) for message in plan.messages)
    return replace(
        plan,
        order=tuple(path for path in plan.order if path in kept),
        messages=tuple(message for message in messages if message.variants),
        derived=derived,
        definitions={path: item for path, item in plan.definitions.items() if path in kept},
        jumps={path: rule for path, rule in plan.jumps.items() if path in kept},
    )


def _kept(derived: Iterable[DerivedPlan], branch: str) -> Iterable[DerivedPlan]:
    """Derived signals outside *branch* that need nothing of it; inputs come first."""
    gone: set[str] = set()
    for rule in derived:
        inputs = [item.path for item in rule.inputs]
        if rule.path.startswith(branch) or any(
            path in gone or path.startswith(branch) for path in inputs
        ):
            gone.add(rule.path)
        else:
            yield rule


def _reduced(message: MessagePlan, kept: set[str]) -> MessagePlan:
    variants = (
        replace(variant, signals=tuple(s for s in variant.signals if s.path in kept))
        for variant in message.variants
    )
    return replace(message, variants=tuple(item for item in variants if item.signals))
