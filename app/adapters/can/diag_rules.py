"""Reads `[diag]`, `[[ecu]]`, `[[request]]`, `[[transmit]]` and `[[isotp]]` of a vehicle profile."""

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from app.adapters.can.diag_model import (
    DecodeRule,
    DiagRule,
    EcuRule,
    IsoTpRule,
    RequestRule,
    TransmitRule,
)
from app.adapters.can.profile_rules import read_signal
from app.adapters.can.tables import Table
from app.core.diagnostics import refusal
from app.core.signals import SignalDef

MIN_INTERVAL_MS = 500
P2_MS = 50
P2_STAR_MS = 5000
OBD_ANSWER = 8
"""OBD answers come on the identifier of the request plus this."""
POLLS = 3
"""A polled value is stale after this many intervals (section 3.1)."""
DECODED_SERVICES = (0x01, 0x22)
MAX_LEAD_BYTES = 16

_STANDARD, _EXTENDED = 0x7FF, 0x1FFFFFFF
_BYTE, _WORD = 0xFF, 0xFFFF
_FIELD_BYTES = 8
_FRAME_BYTES = 64
_DECODE_KEYS = frozenset(
    {
        "abs",
        "error_raw",
        "factor",
        "invalid_raw",
        "map",
        "max",
        "min",
        "no_target_raw",
        "offset",
        "priority",
        "unit",
    }
)


def read_diag(
    file: Path, top: Table, buses: Collection[str], catalogue: Mapping[str, SignalDef]
) -> DiagRule | None:
    """`[diag]`, `[[ecu]]` and `[[request]]` of the profile *top*; None if there is no `[diag]`."""
    table = top.table("diag")
    ecus = tuple(_ecu(file, raw) for raw in top.tables("ecu"))
    requests = top.tables("request")
    if table is None:
        if ecus or requests:
            raise top.fault("[[ecu]] and [[request]] need [diag]")
        return None
    transmit, bus = table.take("transmit", bool), table.take("bus", str)
    _known(table, bus, buses)
    interval = table.positive("min_interval_ms") or MIN_INTERVAL_MS
    if interval < MIN_INTERVAL_MS:
        raise table.fault(f"'min_interval_ms' must be at least {MIN_INTERVAL_MS}")
    moving = table.take("while_moving", bool, default=False)
    table.done()
    _check_ecus(table, ecus)
    names = {ecu.name for ecu in ecus}
    rules = tuple(_request(file, raw, f"{bus} diagnostics", names, catalogue) for raw in requests)
    _check_answers(table, rules)
    return DiagRule(transmit, bus, interval, moving, ecus, rules)


def read_transmits(file: Path, top: Table, buses: Collection[str]) -> tuple[TransmitRule, ...]:
    """Every `[[transmit]]`; the only purpose is the start inhibit, once at most."""
    rules = tuple(_transmit(file, raw, buses) for raw in top.tables("transmit"))
    if len(rules) > 1:
        raise top.fault("[[transmit]] with purpose 'start_inhibit' is given twice")
    return rules


def read_isotp(
    file: Path, raw: object, buses: Collection[str], find: Callable[[Table, str], Path]
) -> IsoTpRule:
    """One `[[isotp]]`; *find* gives the path of a DBC file by name."""
    table = Table(file, "[[isotp]]", raw)
    name, bus = table.take("name", str), table.take("bus", str)
    table.place = f"[[isotp]] {name}"
    _known(table, bus, buses)
    if name in buses:
        raise table.fault("the name is that of a bus")
    ids, extended = _texts(table, "id"), table.take("extended", bool, default=False)
    rule = IsoTpRule(
        name=name,
        bus=bus,
        ids=tuple(_identifier(table, "id", text, extended=extended) for text in ids),
        dbc=tuple(find(table, text) for text in _texts(table, "dbc")),
        lead_bytes=_number(table, "lead_bytes", MAX_LEAD_BYTES) or 0,
    )
    table.done()
    return rule


def _ecu(file: Path, raw: object) -> EcuRule:
    table = Table(file, "[[ecu]]", raw)
    name = table.take("name", str)
    table.place = f"[[ecu]] {name}"
    if not name or set(name) & set(".:"):
        raise table.fault("'name' is empty or holds '.' or ':'")
    extended = table.take("extended", bool, default=False)
    request, wide = _identifier(table, "request", table.take("request", str), extended=extended)
    response = table.optional("response", str)
    if response is None and wide:
        raise table.fault("'response' is missing")
    functional = table.optional("functional", str)
    rule = EcuRule(
        name=name,
        request=request,
        response=request + OBD_ANSWER
        if response is None
        else _identifier(table, "response", response, extended=wide)[0],
        functional=None
        if functional is None
        else _identifier(table, "functional", functional, extended=wide)[0],
        padding=_number(table, "padding", _BYTE),
        p2_ms=table.positive("p2_ms") or P2_MS,
        p2_star_ms=table.positive("p2_star_ms") or P2_STAR_MS,
        extended=wide,
    )
    table.done()
    return rule


def _check_ecus(table: Table, ecus: Collection[EcuRule]) -> None:
    if not ecus:
        raise table.fault("no [[ecu]]")
    for key in ("name", "request", "response"):
        values = [getattr(ecu, key) for ecu in ecus]
        if double := next((value for value in values if values.count(value) > 1), None):
            text = double if isinstance(double, str) else f"0x{double:X}"
            raise table.fault(f"two [[ecu]] have the {key} '{text}'")


def _request(
    file: Path, raw: object, bus: str, ecus: Collection[str], catalogue: Mapping[str, SignalDef]
) -> RequestRule:
    table = Table(file, "[[request]]", raw)
    ecu, service = table.take("ecu", str), _number(table, "service", _BYTE)
    if ecu not in ecus:
        raise table.fault(f"[[ecu]] '{ecu}' is not defined")
    if service is None:
        raise table.fault("'service' is missing")
    pid, did = _number(table, "pid", _BYTE), _number(table, "did", _WORD)
    subfunction, mask = _number(table, "subfunction", _BYTE), _number(table, "mask", _BYTE)
    every, path = table.positive("every_ms"), table.optional("path", str)
    rule = RequestRule(ecu, service, pid, did, subfunction, mask, every or 0, path)
    table.place = f"[[request]] {ecu} {rule.payload.hex(' ').upper()}"
    if (reason := refusal(rule.payload)) is not None:
        raise table.fault(reason)
    if every is None:
        raise table.fault("'every_ms' is missing")
    decode = table.table("decode")
    table.done()
    if (path is None) != (decode is None):
        raise table.fault("'path' and 'decode' go together")
    if path is None or decode is None:
        return rule
    if service not in DECODED_SERVICES:
        raise table.fault("only answers to services 01 and 22 are decoded")
    message = f"{ecu} {rule.payload.hex(' ').upper()}"
    times = {"period_ms": every, "timeout_ms": POLLS * every}
    signal = {"path": path, "bus": bus, "source": message, **times}
    parts = _decode(decode, signal, catalogue, len(rule.answer))
    return RequestRule(ecu, service, pid, did, subfunction, mask, every, path, parts)


def _decode(
    table: Table, signal: dict[str, Any], catalogue: Mapping[str, SignalDef], first: int
) -> DecodeRule:
    byte, length = table.take("byte", int), table.take("length", int, 1)
    signed, mask = table.take("signed", bool, default=False), table.optional("mask", int)
    rest = table.items()
    if unknown := next((key for key in rest if key not in _DECODE_KEYS), None):
        raise table.fault(f"unknown key '{unknown}'")
    if byte < first:
        raise table.fault(f"'byte' is {byte}, the data begin at {first}, counted from the service")
    if not 0 < length <= _FIELD_BYTES:
        raise table.fault(f"'length' is {length}, expected 1 to {_FIELD_BYTES} bytes")
    if mask is not None and not _is_run(mask, 8 * length):
        raise table.fault(f"'mask' is {mask:#x}, expected one run of bits in {length} byte(s)")
    definition = catalogue.get(signal["path"])
    if definition is not None and definition.unit is not None:
        rest.setdefault("unit", definition.unit)
    signal["source"] += f".{_bits(byte, length, mask, signed=signed)}"
    rule = read_signal(table.file, {**rest, **signal}, {signal["bus"]}, catalogue, table.place)
    return DecodeRule(byte, length, signed, mask, rule)


def _bits(byte: int, length: int, mask: int | None, *, signed: bool) -> str:
    """A name for these bits of an answer."""
    text = f"byte {byte}" if length == 1 else f"bytes {byte}-{byte + length - 1}"
    return f"{text}{'' if mask is None else f' & {mask:#x}'}{' signed' if signed else ''}"


def _is_run(mask: int, bits: int) -> bool:
    """Whether the one bits of *mask* stand together within *bits*."""
    if not 0 < mask < 1 << bits:
        return False
    run = mask // (mask & -mask)
    return run & (run + 1) == 0


def _check_answers(table: Table, rules: Collection[RequestRule]) -> None:
    """A control unit's answer to one request comes in one rhythm."""
    known: dict[tuple[str, bytes], int] = {}
    for rule in rules:
        if known.setdefault((rule.ecu, rule.payload), rule.every_ms) != rule.every_ms:
            raise table.fault(
                f"[[request]] {rule.ecu} {rule.payload.hex(' ').upper()} has two values of every_ms"
            )


def _transmit(file: Path, raw: object, buses: Collection[str]) -> TransmitRule:
    table = Table(file, "[[transmit]]", raw)
    purpose = table.choice("purpose", ("start_inhibit",))
    table.place = f"[[transmit]] {purpose}"
    bus, text = table.take("bus", str), table.take("id", str)
    _known(table, bus, buses)
    wide = table.take("extended", bool, default=False)
    can_id, extended = _identifier(table, "id", text, extended=wide)
    payload, mask = _hex(table, "payload"), _hex(table, "mask")
    if len(payload) != len(mask):
        raise table.fault("'payload' and 'mask' are not of the same length")
    if (rate := table.positive("max_per_s")) is None:
        raise table.fault("'max_per_s' is missing")
    table.done()
    return TransmitRule(purpose, bus, can_id, extended, payload, mask, rate)


def _known(table: Table, bus: str, buses: Collection[str]) -> None:
    if bus not in buses:
        raise table.fault(f"bus '{bus}' is not defined")


def _identifier(table: Table, key: str, text: str, *, extended: bool) -> tuple[int, bool]:
    try:
        number = int(text, 0)
    except ValueError as error:
        raise table.fault(f"'{key}' is '{text}', expected a text such as \"0x7E8\"") from error
    if not 0 <= number <= _EXTENDED:
        raise table.fault(f"'{key}' is {text}, no CAN identifier")
    return number, extended or number > _STANDARD


def _number(table: Table, key: str, most: int) -> int | None:
    value = table.optional(key, int)
    if value is not None and not 0 <= value <= most:
        raise table.fault(f"'{key}' is {value}, expected 0 to {most}")
    return value


def _texts(table: Table, key: str) -> tuple[str, ...]:
    """One string or a list of them."""
    value: Any = table.take(key, object)
    values = tuple(value) if isinstance(value, list) else (value,)
    if not values or not all(isinstance(item, str) for item in values):
        raise table.fault(f"'{key}' is neither a string nor a list of strings")
    return values


def _hex(table: Table, key: str) -> bytes:
    try:
        data = bytes.fromhex(table.take(key, str))
    except ValueError as error:
        raise table.fault(f"'{key}' is not a text of hexadecimal bytes") from error
    if not 0 < len(data) <= _FRAME_BYTES:
        raise table.fault(f"'{key}' must hold 1 to {_FRAME_BYTES} bytes")
    return data
