"""Reads the `[[message]]`, `[[signal]]` and `[[derived]]` tables of a vehicle profile."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from app.adapters.can.checks import TYPES
from app.adapters.can.rules import (
    Case,
    ChecksumRule,
    CounterRule,
    DerivedRule,
    MessageRule,
    RawRange,
    SignalRule,
)
from app.adapters.can.tables import Table
from app.core.signals import Reason, SignalDef, Value

OPS = ("mean", "min", "max", "sum", "product", "ratio", "diff", "any", "all", "none", "case")
_PAIR_OPS = {"ratio": 2, "diff": 2}
_CODES = {
    "invalid_raw": Reason.SNA,
    "error_raw": Reason.ERROR,
    "no_target_raw": Reason.NO_TARGET,
}
_RANGE = re.compile(r"(0x[0-9A-Fa-f]+|\d+)(?:\s*-\s*(0x[0-9A-Fa-f]+|\d+))?")
_SOURCE = re.compile(r"(?P<message>[^.:]+)\.(?P<signal>[^.:]+)")
_INPUT = re.compile(r"(?P<bus>[^:]+):(?P<message>[^.:]+)\.(?P<signal>[^.:]+)")


def read_message(file: Path, raw: object, buses: Collection[str]) -> MessageRule:
    """One `[[message]]`."""
    table = Table(file, "[[message]]", raw)
    bus, name = table.take("bus", str), table.optional("name", str)
    can_id = table.optional("id", str)
    table.place = f"[[message]] {name or can_id}"
    _known_bus(table, bus, buses)
    if (name is None) == (can_id is None):
        raise table.fault("give 'name' or 'id'")
    checksum, counter = table.table("checksum"), table.table("counter")
    rule = MessageRule(
        bus=bus,
        name=name,
        can_id=None if can_id is None else _integer(table, "id", can_id),
        extended=table.take("extended", bool, default=False),
        period_ms=table.positive("period_ms"),
        timeout_ms=table.positive("timeout_ms"),
        event=table.take("event", bool, default=False),
        exact=table.choice("length", ("exact", "min"), "exact") == "exact",
        min_length=table.positive("min_length"),
        every=table.take("every", bool, default=False),
        checksum=None if checksum is None else _checksum(checksum),
        counter=None if counter is None else _counter(counter),
    )
    table.done()
    if rule.event and rule.period_ms:
        raise table.fault("'event' and 'period_ms' exclude each other")
    if rule.exact and rule.min_length is not None:
        raise table.fault("'min_length' needs length = \"min\"")
    return rule


def read_signal(
    file: Path, raw: object, buses: Collection[str], catalogue: Mapping[str, SignalDef]
) -> SignalRule:
    """One `[[signal]]`."""
    table = Table(file, "[[signal]]", raw)
    path = table.take("path", str)
    table.place = f"[[signal]] {path}"
    if path not in catalogue:
        raise table.fault("the path is not in the signal catalogue")
    bus, source = table.take("bus", str), table.take("source", str)
    _known_bus(table, bus, buses)
    match = _SOURCE.fullmatch(source)
    if match is None:
        raise table.fault(f"'source' is '{source}', expected MESSAGE.SIGNAL")
    rule = SignalRule(
        path=path,
        bus=bus,
        message=match["message"],
        signal=match["signal"],
        valid_if=_valid_if(table.table("valid_if")),
        codes=tuple(code for key, why in _CODES.items() for code in _codes(table, key, why)),
        absolute=table.take("abs", bool, default=False),
        factor=table.take("factor", float, 1),
        offset=table.take("offset", float, 0),
        map=_value_map(table.table("map"), catalogue[path]),
        unit=table.optional("unit", str),
        unit_from=_unit_from(table.table("unit_from")),
        mux=_mux(table.table("mux")),
        minimum=table.optional("min", float),
        maximum=table.optional("max", float),
        dbc_range=table.take("dbc_range", bool, default=False),
        period_ms=table.positive("period_ms"),
        timeout_ms=table.positive("timeout_ms"),
        priority=table.positive("priority") or 1,
    )
    table.done()
    if rule.map is not None and (rule.absolute or rule.factor != 1 or rule.offset != 0):
        raise table.fault("'map' excludes 'abs', 'factor' and 'offset'")
    if rule.unit is not None and rule.unit_from is not None:
        raise table.fault("'unit' and 'unit_from' exclude each other")
    return rule


def read_derived(
    file: Path, raw: object, buses: Collection[str], catalogue: Mapping[str, SignalDef]
) -> DerivedRule:
    """One `[[derived]]`."""
    table = Table(file, "[[derived]]", raw)
    path = table.take("path", str)
    table.place = f"[[derived]] {path}"
    if path not in catalogue:
        raise table.fault("the path is not in the signal catalogue")
    op = table.choice("op", OPS)
    cases = tuple(_case(table, item) for item in table.tables("cases"))
    inputs = table.strings("inputs")
    if (op == "case") != bool(cases):
        raise table.fault("op \"case\" needs 'cases', other operations do not take them")
    named = [path for case in cases for path, _ in case.conditions]
    inputs = tuple(dict.fromkeys([*inputs, *named]))
    if not inputs or len(inputs) != _PAIR_OPS.get(op, len(inputs)):
        raise table.fault(f"operation '{op}' has {len(inputs)} inputs")
    for item in inputs:
        if match := _INPUT.fullmatch(item):
            _known_bus(table, match["bus"], buses)
        elif item not in catalogue:
            raise table.fault(f"input '{item}' is neither a path nor bus:MESSAGE.SIGNAL")
    table.done()
    return DerivedRule(path, op, inputs, cases)


def split_input(text: str) -> tuple[str, str, str] | None:
    """Bus, message and signal of a `bus:MESSAGE.SIGNAL` input; None for a path."""
    match = _INPUT.fullmatch(text)
    return (match["bus"], match["message"], match["signal"]) if match else None


def _known_bus(table: Table, bus: str, buses: Collection[str]) -> None:
    if bus not in buses:
        raise table.fault(f"bus '{bus}' is not defined")


def _integer(table: Table, key: str, text: str) -> int:
    try:
        return int(text, 0)
    except ValueError as error:
        raise table.fault(f"{key} '{text}' is not an integer") from error


def _checksum(table: Table) -> ChecksumRule:
    rule = ChecksumRule(
        type=table.choice("type", TYPES),
        signal=table.take("signal", str),
        poly=table.take("poly", int, 0),
        init=table.take("init", int, 0),
        xorout=table.take("xorout", int, 0),
        prefix=_bytes(table, "prefix"),
        suffix=_bytes(table, "suffix"),
    )
    table.done()
    return rule


def _bytes(table: Table, key: str) -> tuple[int, ...]:
    values: list[Any] = table.take(key, list, [])
    if not all(isinstance(item, int) and 0 <= item <= 0xFF for item in values):  # noqa: PLR2004
        raise table.fault(f"'{key}' is not a list of bytes")
    return tuple(values)


def _counter(table: Table) -> CounterRule:
    rule = CounterRule(
        signal=table.take("signal", str),
        modulo=table.take("modulo", int),
        step=table.take("step", int, 1),
    )
    table.done()
    if rule.modulo <= 1:
        raise table.fault("'modulo' must be at least 2")
    return rule


def _valid_if(table: Table | None) -> tuple[str, int] | None:
    if table is None:
        return None
    result = table.take("signal", str), table.take("equals", int)
    table.done()
    return result


def _codes(table: Table, key: str, reason: Reason) -> list[RawRange]:
    result = []
    for item in table.take(key, list, []):
        match = _RANGE.fullmatch(str(item))
        if isinstance(item, bool) or match is None:
            raise table.fault(f"'{key}' holds '{item}', expected an integer or \"0xA-0xB\"")
        low = int(match[1], 0)
        result.append((low, int(match[2] or match[1], 0), reason))
    return result


def _value_map(table: Table | None, definition: SignalDef) -> dict[int, Value] | None:
    if table is None:
        return None
    result: dict[int, Value] = {}
    for key, value in table.items().items():
        if definition.type == "boolean":
            fits = isinstance(value, bool)
        elif definition.type == "string":
            fits = isinstance(value, str) and value in (definition.allowed or (value,))
        else:
            fits = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not fits:
            raise table.fault(f"value {value!r} does not fit type {definition.type}")
        result[_integer(table, "key", key)] = value
    return result


def _unit_from(table: Table | None) -> tuple[str, Mapping[int, str]] | None:
    if table is None:
        return None
    signal, inner = table.take("signal", str), table.table("map")
    table.done()
    if inner is None:
        raise table.fault("'map' is missing")
    units = {_integer(inner, "key", key): str(unit) for key, unit in inner.items().items()}
    return signal, units


def _mux(table: Table | None) -> tuple[str, int] | None:
    if table is None:
        return None
    items = table.items()
    if len(items) != 1 or type(value := next(iter(items.values()))) is not int:
        raise table.fault("expected one signal = integer")
    return next(iter(items)), value


def _case(parent: Table, raw: object) -> Case:
    table = Table(parent.file, f"{parent.place}: cases", raw)
    value, condition = table.take("value", object), table.table("if")
    table.done()
    conditions = condition.items() if condition else {}
    if not all(isinstance(v, (bool, int, float, str)) for v in (value, *conditions.values())):
        raise table.fault("a value is not a number, boolean or string")
    return Case(tuple(conditions.items()), value)  # type: ignore[arg-type]
