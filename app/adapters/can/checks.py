"""Checksums and rolling counters of protected messages (specification section 2)."""

import operator
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import itemgetter

from app.adapters.can.layout import Field

Check = Callable[[bytes], bool]
TYPES = ("sum8", "xor8", "toyota", "crc8", "crc16")
BYTE = 8
CRC_BITS = {"crc8": BYTE, "crc16": 2 * BYTE}


@dataclass(frozen=True, slots=True)
class ChecksumPlan:
    """`field` is one whole byte, or two for `crc16`. The CRC members matter for CRCs only.

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
    if plan.type in CRC_BITS:
        return _crc_check(plan, counter, length)
    at = plan.field.last_byte
    if plan.type == "xor8":
        return lambda data: reduce(operator.xor, data) == 0
    base = (can_id >> 8) + (can_id & 0xFF) + length if plan.type == "toyota" else 0
    return lambda data: (base + sum(data) - data[at]) & 0xFF == data[at]


def crc_table(poly: int, bits: int = 8) -> tuple[int, ...]:
    """Table of the non-reflected CRC of *bits* with polynomial *poly*."""
    top, mask = 1 << bits - 1, (1 << bits) - 1
    table = []
    for index in range(256):
        value = index << bits - 8
        for _ in range(8):
            value = (value << 1 ^ poly) & mask if value & top else value << 1
        table.append(value)
    return tuple(table)


def crc8(data: Iterable[int], table: Sequence[int], init: int, xorout: int) -> int:
    """CRC-8 of *data* (SAE J1850: poly 1D, init FF, xorout FF)."""
    value = init
    for byte in data:
        value = table[value ^ byte]
    return value ^ xorout


def crc16(data: Iterable[int], table: Sequence[int], init: int, xorout: int) -> int:
    """CRC-16 of *data* (CCITT-FALSE: poly 1021, init FFFF, xorout 0)."""
    value = init
    for byte in data:
        value = (value << 8 & 0xFF00) ^ table[value >> 8 ^ byte]
    return value ^ xorout


def read_field(field: Field, data: bytes) -> int:
    """Unsigned bit pattern of *field* in *data*."""
    whole = int.from_bytes(data, "big" if field.big else "little")
    return whole >> field.shift(len(data)) & (1 << field.length) - 1


def _crc_check(plan: ChecksumPlan, counter: CounterPlan | None, length: int) -> Check:
    bits, place = CRC_BITS[plan.type], plan.field
    first, after = place.position // 8, place.last_byte + 1
    crc = crc8 if bits == BYTE else crc16
    stated: Callable[[bytes], int] = (
        itemgetter(first) if bits == BYTE else partial(read_field, place)
    )
    table = crc_table(plan.poly, bits)
    start = crc(plan.prefix, table, plan.init, 0)
    suffix, xorout = bytes(plan.suffix), plan.xorout
    if counter is not None and len(suffix) == counter.modulo:
        field = counter.field

        def check_indexed(data: bytes) -> bool:
            tail = suffix[read_field(field, data) % len(suffix)]
            body = data[:first] + data[after:length] + bytes((tail,))
            return crc(body, table, start, xorout) == stated(data)

        return check_indexed

    def check(data: bytes) -> bool:
        body = data[:first] + data[after:length] + suffix
        return crc(body, table, start, xorout) == stated(data)

    return check
