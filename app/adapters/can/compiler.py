"""Joins a profile with its DBC files into a plan; every mismatch refuses the profile."""

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

from app.adapters.can.compile_bus import check_message, with_groups
from app.adapters.can.compile_derived import derived_plans
from app.adapters.can.compile_message import compile_message
from app.adapters.can.compile_transport import (
    diag_plan,
    isotp_plans,
    payload_messages,
    payload_option,
    request_rules,
)
from app.adapters.can.dbc import DbcMessage, load_dbc
from app.adapters.can.derived_rules import split_input
from app.adapters.can.diag_model import request_paths
from app.adapters.can.plan import BusPlan, DerivedPlan, MessagePlan, Plan
from app.adapters.can.rules import MessageRule, Profile, SignalRule
from app.adapters.can.tables import fault
from app.core.signals import SignalClass, SignalDef
from app.core.units import canonical_unit

Messages = Mapping[str, Mapping[str, DbcMessage]]


def compile_plan(profile: Profile) -> Plan:
    """The plan of *profile*; HabitacleError names the file, the key and the reason."""
    messages: dict[str, Mapping[str, DbcMessage]] = {
        bus.name: _bus_messages(profile, bus.place, bus.dbc, bus.line) for bus in profile.buses
    }
    messages |= payload_messages(profile, partial(_bus_messages, profile))
    raw_inputs = _raw_inputs(profile, messages)
    definitions = _definitions(profile, messages, raw_inputs)
    rules = [*profile.signals, *request_rules(profile), *raw_inputs]
    options = _options(profile, messages)
    plans = with_groups(
        profile, _messages(profile, messages, options, rules, definitions), messages, options
    )
    derived = derived_plans(profile, definitions)
    return Plan(
        profile_id=profile.id,
        version=profile.version,
        vin_ids=profile.vin_ids,
        order=_order(profile, derived),
        buses=tuple(
            BusPlan(b.name, b.channels, b.silence_ms, b.fd, b.j1939) for b in profile.buses
        ),
        messages=plans,
        derived=tuple(derived),
        definitions=definitions,
        jumps={path: rule for path, rule in profile.jumps.items() if path in definitions},
        isotp=isotp_plans(profile),
        diag=diag_plan(profile),
    )


def _order(profile: Profile, derived: Iterable[DerivedPlan]) -> tuple[str, ...]:
    paths = [rule.path for rule in profile.signals] + [plan.path for plan in derived]
    return tuple(dict.fromkeys([*paths, *request_paths(profile.diag, paths)]))


def _bus_messages(
    profile: Profile, place: str, files: Iterable[Path], line: int | None = None
) -> dict[str, DbcMessage]:
    messages: dict[str, DbcMessage] = {}
    ids: dict[tuple[int, bool], str] = {}
    for path in files:
        for message in load_dbc(path):
            key = (message.can_id, message.extended)
            if key in ids:
                both = f"id 0x{message.can_id:X} is both {ids[key]} and {message.name}"
                raise fault(profile.file, line, place, both)
            if message.name in messages:
                twice = f"two DBC files define a message '{message.name}'"
                raise fault(profile.file, line, place, twice)
            ids[key] = message.name
            messages[message.name] = message
    return messages


def _raw_inputs(profile: Profile, messages: Messages) -> list[SignalRule]:
    rules: dict[str, SignalRule] = {}
    for derived in profile.derived:
        for text in derived.inputs:
            if (parts := split_input(text)) is None:
                continue
            bus, message, signal = parts
            if message not in messages[bus] or signal not in messages[bus][message].signals:
                raise profile.fault(derived, f"input '{text}' is not in the DBC")
            flag = derived.valid_if
            rule = SignalRule(text, bus, message, signal, valid_if=flag, line=derived.line)
            if rules.setdefault(text, rule).valid_if != flag:
                raise profile.fault(derived, f"input '{text}' has two different 'valid_if'")
    return list(rules.values())


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
    options: Mapping[tuple[str, str], MessageRule],
    rules: list[SignalRule],
    definitions: Mapping[str, SignalDef],
) -> Iterable[MessagePlan]:
    _check_doubles(profile, rules)
    buses = {bus.name: bus for bus in profile.buses}
    groups: dict[tuple[str, str], list[tuple[int, SignalRule]]] = {}
    for source, rule in enumerate(rules):
        groups.setdefault((rule.bus, rule.message), []).append((source, rule))
    for (bus, name), members in groups.items():
        rule, message = members[0][1], messages[bus].get(name)
        if message is None:
            raise profile.fault(rule, f"message '{name}' is not in the DBC of bus '{bus}'")
        option = payload_option(
            profile, options.get((bus, name), MessageRule(bus, name, line=rule.line))
        )
        if bus in buses:
            check_message(profile, buses[bus], option, message, rule)
        yield compile_message(profile, option, message, members, definitions)


def _options(profile: Profile, messages: Messages) -> dict[tuple[str, str], MessageRule]:
    options: dict[tuple[str, str], MessageRule] = {}
    for rule in profile.messages:
        key = _message_key(profile, rule, messages)
        if key in options:
            raise profile.fault(rule, "the message has two [[message]] tables")
        options[key] = rule
    return options


def _message_key(profile: Profile, rule: MessageRule, messages: Messages) -> tuple[str, str]:
    for message in messages[rule.bus].values():
        by_id = (message.can_id, message.extended) == (rule.can_id, rule.extended)
        if message.name == rule.name or by_id:
            return rule.bus, message.name
    raise profile.fault(rule, f"not in the DBC of bus '{rule.bus}'")


def _check_doubles(profile: Profile, rules: Iterable[SignalRule]) -> None:
    seen: set[tuple[str, int]] = set()
    derived = {rule.path for rule in profile.derived}
    for rule in rules:
        if (rule.path, rule.priority) in seen or rule.path in derived:
            raise profile.fault(rule, "it has two sources of the same priority")
        seen.add((rule.path, rule.priority))
    paths: set[str] = set()
    for item in profile.derived:
        if item.path in paths:
            raise profile.fault(item, "the path is derived twice")
        paths.add(item.path)
