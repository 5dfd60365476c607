"""Checksums and rolling counters of protected messages (specification section 2)."""

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce

from app.adapters.can.layout import Field

Check = Callable[[bytes], bool]
TYPES = ("sum8", "xor8", "toyota", "crc8")


@dataclass(frozen=True, slots=True)
class ChecksumPlan:
    """`field` is one whole byte. The CRC members matter for `crc8` only.

    A suffix of as many bytes as the counter has steps is indexed by the counter.
    """

    type: str
    field: Field
    poly: int = 0
    init: int = 0
    xorout: int = 0
    prefix: tuple[int, ...] = ()
    suffix: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CounterPlan:
    """A counter that grows by `step` modulo `modulo` from frame to frame."""

    field: Field
    modulo: int
    step: int = 1


def make_check(plan: ChecksumPlan, can_id: int, length: int, counter: CounterPlan | None) -> Check:
    """A function that says whether the payload's checksum is right."""
    at = plan.field.last_byte
    if plan.type == "crc8":
        return _crc_check(plan, at, counter, length)
    if plan.type == "xor8":
        return lambda data: reduce(operator.xor, data) == 0
    base = (can_id >> 8) + (can_id & 0xFF) + length if plan.type == "toyota" else 0
    return lambda data: (base + sum(data) - data[at]) & 0xFF == data[at]


def crc8_table(poly: int) -> bytes:
    """Table of the non-reflected CRC-8 with polynomial *poly*."""
    table = bytearray(256)
    for index in range(256):
        value = index
        for _ in range(8):
            value = (value << 1 ^ poly) & 0xFF if value & 0x80 else value << 1
        table[index] = value
    return bytes(table)


def crc8(data: Sequence[int], table: bytes, init: int, xorout: int) -> int:
    """CRC-8 of *data* (SAE J1850: poly 1D, init FF, xorout FF)."""
    value = init
    for byte in data:
        value = table[value ^ byte]
    return value ^ xorout


def read_field(field: Field, data: bytes) -> int:
    """Unsigned bit pattern of *field* in *data*."""
    whole = int.from_bytes(data, "big" if field.big else "little")
    return whole >> field.shift(len(data)) & (1 << field.length) - 1


def _crc_check(plan: ChecksumPlan, at: int, counter: CounterPlan | None, length: int) -> Check:
    table = crc8_table(plan.poly)
    start = crc8(plan.prefix, table, plan.init, 0)
    suffix, xorout = bytes(plan.suffix), plan.xorout
    if counter is not None and len(suffix) == counter.modulo:
        field = counter.field

        def check_indexed(data: bytes) -> bool:
            tail = suffix[read_field(field, data) % len(suffix)]
            body = data[:at] + data[at + 1 : length] + bytes((tail,))
            return crc8(body, table, start, xorout) == data[at]

        return check_indexed

    def check(data: bytes) -> bool:
        body = data[:at] + data[at + 1 : length] + suffix
        return crc8(body, table, start, xorout) == data[at]

    return check
