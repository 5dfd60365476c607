"""Reads the `[[message]]` and `[[signal]]` tables of a vehicle profile."""

import re
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from app.adapters.can.checks import CRC_BITS, TYPES
from app.adapters.can.j1939 import LAST_SOURCE
from app.adapters.can.rules import ChecksumRule, CounterRule, MessageRule, RawRange, SignalRule
from app.adapters.can.tables import Table
from app.core.catalogue import INTEGERS, NUMBERS
from app.core.signals import Reason, SignalDef, Value

J1939 = "j1939"
_CODES = {
    "invalid_raw": Reason.SNA,
    "error_raw": Reason.ERROR,
    "no_target_raw": Reason.NO_TARGET,
}
_RANGE = re.compile(r"(0x[0-9A-Fa-f]+|\d+)(?:\s*-\s*(0x[0-9A-Fa-f]+|\d+))?")
_SOURCE = re.compile(r"(?P<message>[^.:]+)\.(?P<signal>[^.:]+)")


def read_message(file: Path, raw: object, buses: Collection[str]) -> MessageRule:
    """One `[[message]]`."""
    table = Table(file, "[[message]]", raw)
    bus, name = table.take("bus", str), table.optional("name", str)
    can_id = table.optional("id", str)
    table.place = f"[[message]] {name or can_id}"
    known_bus(table, bus, buses)
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
        sources=_sources(table),
        line=table.line,
    )
    table.done()
    if rule.event and rule.period_ms:
        raise table.fault("'event' and 'period_ms' exclude each other")
    if rule.exact and rule.min_length is not None:
        raise table.fault("'min_length' needs length = \"min\"")
    return rule


def read_signal(
    file: Path,
    raw: object,
    buses: Collection[str],
    catalogue: Mapping[str, SignalDef],
    place: str = "[[signal]]",
) -> SignalRule:
    """One `[[signal]]`, or what else is written like one at *place*."""
    table = Table(file, place, raw)
    path = table.take("path", str)
    table.place = f"{place} {path}"
    if path not in catalogue:
        raise table.fault("the path is not in the signal catalogue", "path")
    bus, source = table.take("bus", str), table.take("source", str)
    known_bus(table, bus, buses)
    match = _SOURCE.fullmatch(source)
    if match is None:
        raise table.fault(f"'source' is '{source}', expected MESSAGE.SIGNAL", "source")
    if sae := table.peek("invalid_raw") == J1939:
        table.take("invalid_raw", str)
    rule = SignalRule(
        path=path,
        bus=bus,
        message=match["message"],
        signal=match["signal"],
        valid_if=valid_if(table.table("valid_if")),
        j1939=sae,
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
        line=table.line,
    )
    table.done()
    if rule.map is not None and (rule.absolute or rule.factor != 1 or rule.offset != 0):
        raise table.fault("'map' excludes 'abs', 'factor' and 'offset'")
    if rule.unit is not None and rule.unit_from is not None:
        raise table.fault("'unit' and 'unit_from' exclude each other")
    return rule


def fits(value: object, definition: SignalDef) -> bool:
    """Whether *value* is one that a signal of *definition* can have."""
    if definition.type == "boolean":
        return isinstance(value, bool)
    if definition.type == "string":
        return isinstance(value, str) and value in (definition.allowed or (value,))
    if definition.type not in NUMBERS or isinstance(value, bool):
        return False
    if not isinstance(value, int if definition.type in INTEGERS else (int, float)):
        return False
    return definition.plausible(value)


def known_bus(table: Table, bus: str, buses: Collection[str], key: str = "bus") -> None:
    """Fault at *key* when *bus* is none of the profile's."""
    if bus not in buses:
        raise table.fault(f"bus '{bus}' is not defined", key)


def _integer(table: Table, key: str, text: str) -> int:
    try:
        return int(text, 0)
    except ValueError as error:
        raise table.fault(f"{key} '{text}' is not an integer", key) from error


def _sources(table: Table) -> tuple[int, ...]:
    sources = tuple(_integer(table, "source_address", t) for t in table.strings("source_address"))
    if wrong := next((item for item in sources if not 0 <= item <= LAST_SOURCE), None):
        raise table.fault(f"source_address 0x{wrong:X} is not 0 to 0x{LAST_SOURCE:X}")
    return sources


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
    bits = CRC_BITS.get(rule.type)
    if bits is not None and not rule.poly:
        raise table.fault("'poly' is missing")
    if any(not 0 <= n < 1 << (bits or 1) for n in (rule.poly, rule.init, rule.xorout)):
        raise table.fault(f"'poly', 'init' and 'xorout' do not fit type '{rule.type}'")
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


def valid_if(table: Table | None) -> tuple[str, int] | None:
    """`valid_if`: the flag of the same message and the value that says "valid"."""
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
            raise table.fault(f"'{key}' holds '{item}', expected an integer or \"0xA-0xB\"", key)
        low = int(match[1], 0)
        result.append((low, int(match[2] or match[1], 0), reason))
    return result


def _value_map(table: Table | None, definition: SignalDef) -> dict[int, Value] | None:
    if table is None:
        return None
    result: dict[int, Value] = {}
    for key, value in table.items().items():
        if not fits(value, definition):
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


def _mux(table: Table | None) -> tuple[tuple[str, int], ...]:
    if table is None:
        return ()
    items = table.items()
    if not items or not all(type(value) is int for value in items.values()):
        raise table.fault("expected signal = integer")
    return tuple(items.items())
