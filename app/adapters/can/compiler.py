"""Joins a profile with its DBC files into a plan; every mismatch refuses the profile."""

from collections.abc import Iterable, Mapping

from app.adapters.can.compile_message import compile_message
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.plan import BusPlan, DerivedPlan, InputPlan, MessagePlan, Plan
from app.adapters.can.profile_rules import split_input
from app.adapters.can.rules import DerivedRule, MessageRule, Profile, SignalRule
from app.core.errors import HabitacleError
from app.core.signals import SignalClass, SignalDef
from app.core.units import canonical_unit, conversion

_SAME_UNIT_OPS = {"mean", "min", "max", "sum", "diff"}
_FLAG_OPS = {"any", "all", "none"}

Messages = Mapping[str, Mapping[str, DbcMessage]]


def compile_plan(profile: Profile) -> Plan:
    """The plan of *profile*; HabitacleError names the file, the key and the reason."""
    messages = {bus.name: _bus_messages(profile, bus.name) for bus in profile.buses}
    raw_inputs = _raw_inputs(profile, messages)
    definitions = _definitions(profile, messages, raw_inputs)
    plans = tuple(_messages(profile, messages, [*profile.signals, *raw_inputs], definitions))
    derived = _ordered(profile, [_derived(profile, r, definitions) for r in profile.derived])
    return Plan(
        profile_id=profile.id,
        version=profile.version,
        vin_ids=profile.vin_ids,
        order=tuple(dict.fromkeys([r.path for r in profile.signals] + [d.path for d in derived])),
        buses=tuple(BusPlan(b.name, b.channels, b.silence_ms) for b in profile.buses),
        messages=plans,
        derived=tuple(derived),
        definitions=definitions,
        jumps={path: rule for path, rule in profile.jumps.items() if path in definitions},
    )


def _bus_messages(profile: Profile, bus: str) -> dict[str, DbcMessage]:
    messages: dict[str, DbcMessage] = {}
    ids: dict[tuple[int, bool], str] = {}
    (rule,) = (item for item in profile.buses if item.name == bus)
    for path in rule.dbc:
        for message in load_dbc(path):
            key = (message.can_id, message.extended)
            if key in ids:
                raise HabitacleError(
                    f"{profile.file}: [[bus]] {bus}: id 0x{message.can_id:X} is both "
                    f"{ids[key]} and {message.name}."
                )
            ids[key] = message.name
            messages[message.name] = message
    return messages


def _raw_inputs(profile: Profile, messages: Messages) -> list[SignalRule]:
    rules = []
    for text in dict.fromkeys(t for rule in profile.derived for t in rule.inputs):
        if (parts := split_input(text)) is not None:
            bus, message, signal = parts
            if message not in messages[bus] or signal not in messages[bus][message].signals:
                raise HabitacleError(
                    f"{profile.file}: [[derived]]: input '{text}' is not in the DBC."
                )
            rules.append(SignalRule(text, bus, message, signal))
    return rules


def _definitions(
    profile: Profile, messages: Messages, raw_inputs: Iterable[SignalRule]
) -> dict[str, SignalDef]:
    definitions = {path: profile.catalogue[path] for path in sorted(profile.supported_paths)}
    for rule in raw_inputs:
        unit = messages[rule.bus][rule.message].signals[rule.signal].unit
        definitions[rule.path] = SignalDef(
            path=rule.path,
            type="float",
            unit=canonical_unit(unit) if unit else None,
            minimum=None,
            maximum=None,
            cls=SignalClass.INSTANT,
        )
    return definitions


def _messages(
    profile: Profile,
    messages: Messages,
    rules: list[SignalRule],
    definitions: Mapping[str, SignalDef],
) -> Iterable[MessagePlan]:
    _check_doubles(profile, rules)
    groups: dict[tuple[str, str], list[tuple[int, SignalRule]]] = {}
    for source, rule in enumerate(rules):
        groups.setdefault((rule.bus, rule.message), []).append((source, rule))
    options = {_message_key(profile, rule, messages): rule for rule in profile.messages}
    for (bus, name), members in groups.items():
        message = messages[bus].get(name)
        if message is None:
            raise HabitacleError(
                f"{profile.file}: [[signal]] {members[0][1].path}: message '{name}' is not in the "
                f"DBC of bus '{bus}'."
            )
        option = options.get((bus, name), MessageRule(bus=bus, name=name))
        yield compile_message(profile, option, message, members, definitions)


def _message_key(profile: Profile, rule: MessageRule, messages: Messages) -> tuple[str, str]:
    for message in messages[rule.bus].values():
        by_id = (message.can_id, message.extended) == (rule.can_id, rule.extended)
        if message.name == rule.name or by_id:
            return rule.bus, message.name
    wanted = rule.name if rule.can_id is None else f"0x{rule.can_id:X}"
    raise HabitacleError(
        f"{profile.file}: [[message]] {wanted}: not in the DBC of bus '{rule.bus}'."
    )


def _check_doubles(profile: Profile, rules: Iterable[SignalRule]) -> None:
    seen: set[tuple[str, int]] = set()
    derived = {rule.path for rule in profile.derived}
    for rule in rules:
        if (rule.path, rule.priority) in seen or rule.path in derived:
            raise HabitacleError(
                f"{profile.file}: {rule.path} has two sources of the same priority."
            )
        seen.add((rule.path, rule.priority))
    if len(derived) < len(profile.derived):
        raise HabitacleError(f"{profile.file}: a [[derived]] path is defined twice.")


def _derived(
    profile: Profile, rule: DerivedRule, definitions: Mapping[str, SignalDef]
) -> DerivedPlan:
    place = f"{profile.file}: [[derived]] {rule.path}"
    target = definitions[rule.path]
    inputs = []
    for path in rule.inputs:
        if path not in definitions:
            raise HabitacleError(f"{place}: input '{path}' is not mapped.")
        unit: tuple[float, float] | None = (1, 0)
        source = definitions[path]
        if rule.op in _SAME_UNIT_OPS and (source.unit or target.unit):
            unit = conversion(source.unit or "", target.unit or "")
        if unit is None:
            raise HabitacleError(
                f"{place}: unit '{source.unit}' of '{path}' does not convert to '{target.unit}'."
            )
        inputs.append(InputPlan(path, unit))
    if (rule.op in _FLAG_OPS) != (target.type == "boolean") and rule.op != "case":
        raise HabitacleError(f"{place}: operation '{rule.op}' does not give a {target.type}.")
    return DerivedPlan(rule.path, rule.op, tuple(inputs), rule.cases)


def _ordered(profile: Profile, plans: list[DerivedPlan]) -> list[DerivedPlan]:
    waiting = {plan.path: plan for plan in plans}
    result: list[DerivedPlan] = []
    while waiting:
        ready = [
            plan
            for plan in waiting.values()
            if not any(item.path in waiting for item in plan.inputs)
        ]
        if not ready:
            raise HabitacleError(
                f"{profile.file}: [[derived]] {next(iter(waiting))}: depends on itself."
            )
        for plan in ready:
            result.append(plan)
            del waiting[plan.path]
    return result
