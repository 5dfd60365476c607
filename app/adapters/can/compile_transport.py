"""Compiles what comes in pieces: payloads of `[[isotp]]` buses and diagnostic answers.

Both become messages of a bus of their own, and mappings of them are compiled like any other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from app.adapters.can.dbc_model import DbcMessage, DbcSignal
from app.adapters.can.diag_model import TESTER_PATH, DecodeRule, DiagRule, request_paths
from app.adapters.can.frame import EXTENDED, frame_key
from app.adapters.can.layout import Field
from app.adapters.can.plan import DiagPlan, EcuPlan, IsoTpPlan
from app.adapters.can.rules import MessageRule, Profile, SignalRule

BYTE = 8

Messages = Mapping[str, Mapping[str, DbcMessage]]


def payload_messages(
    profile: Profile, read: Callable[[str, Sequence[Path]], dict[str, DbcMessage]]
) -> dict[str, Mapping[str, DbcMessage]]:
    """Messages by the bus of payloads they belong to; *read* reads DBC files for a place."""
    result: dict[str, Mapping[str, DbcMessage]] = {}
    for rule in profile.isotp:
        messages = read(f"[[isotp]] {rule.name}", rule.dbc).values()
        result[rule.name] = {m.name: m for m in messages if (m.can_id, m.extended) in rule.ids}
    if profile.diag is not None:
        result[profile.diag.plan_bus] = _answers(profile.diag)
    return result


def request_rules(profile: Profile) -> list[SignalRule]:
    """The mappings that `[[request]]` tables make."""
    requests = () if profile.diag is None else profile.diag.requests
    return [item.decode.signal for item in requests if item.decode is not None]


def payload_option(profile: Profile, option: MessageRule) -> MessageRule:
    """*option*; a payload may be shorter or longer than its definition."""
    names = {rule.name for rule in profile.isotp}
    if profile.diag is not None:
        names.add(profile.diag.plan_bus)
    if option.bus not in names:
        return option
    return replace(option, exact=False, min_length=option.min_length or 1)


def isotp_plans(profile: Profile) -> tuple[IsoTpPlan, ...]:
    """The `[[isotp]]` tables as plans."""
    return tuple(
        IsoTpPlan(r.name, r.bus, tuple(_key(*pair) for pair in r.ids), r.lead_bytes)
        for r in profile.isotp
    )


def diag_plan(profile: Profile) -> DiagPlan | None:
    """The identifiers of `[diag]` and how the answers begin that are decoded."""
    diag = profile.diag
    if diag is None:
        return None
    mapped = [r.path for r in profile.signals] + [r.path for r in profile.derived]
    asked = [(e.request, e.extended) for e in diag.ecus]
    asked += [(e.functional, e.extended) for e in diag.ecus if e.functional is not None]
    return DiagPlan(
        bus=diag.bus,
        name=diag.plan_bus,
        ecus=tuple(EcuPlan(e.name, _key(e.response, e.extended)) for e in diag.ecus),
        requests=tuple(dict.fromkeys(_key(*pair) for pair in asked)),
        answers={
            item.decode.signal.message: tuple(item.answer)
            for item in diag.requests
            if item.decode is not None
        },
        tester=TESTER_PATH in request_paths(diag, mapped),
    )


def _answers(diag: DiagRule) -> dict[str, DbcMessage]:
    groups: dict[str, tuple[str, list[DecodeRule]]] = {}
    for item in diag.requests:
        if item.decode is not None:
            groups.setdefault(item.decode.signal.message, (item.ecu, []))[1].append(item.decode)
    result = {}
    for name, (ecu_name, rules) in groups.items():
        ecu = diag.ecu(ecu_name)
        result[name] = DbcMessage(
            name=name,
            can_id=ecu.response,
            extended=ecu.extended,
            length=max(rule.byte + rule.length for rule in rules),
            cycle_ms=None,
            signals={rule.signal.signal: _signal(rule) for rule in rules},
        )
    return result


def _signal(rule: DecodeRule) -> DbcSignal:
    """The bits of *rule* as of a DBC; its mapping says the unit."""
    first, length = BYTE * rule.byte, BYTE * rule.length
    if rule.mask is not None:
        low = (rule.mask & -rule.mask).bit_length() - 1
        first, length = first + length - rule.mask.bit_length(), rule.mask.bit_length() - low
    return DbcSignal(
        name=rule.signal.signal,
        field=Field(
            big=True,
            start=BYTE * (first // BYTE) + 7 - first % BYTE,
            length=length,
            signed=rule.signed,
        ),
        unit=None,
        minimum=None,
        maximum=None,
        choices={},
    )


def _key(can_id: int, extended: bool) -> int:
    return frame_key(can_id, EXTENDED if extended else 0)
