"""Kernel filters of a bus: only what the plan reads reaches the process (section 4).

A filter is `(id, mask)` as in linux/can.h: a frame passes if `frame_id & mask == id & mask`, with
the flags of 29-bit and remote frames in bits 31 and 30. Exact filters name both flags: the kernel
finds those by one table look-up and tries only the others one after the other. Remote frames,
which are counted and never decoded, pass by a filter of their own.
"""

from collections.abc import Iterable
from itertools import pairwise

from app.adapters.can.frame import EXTENDED_KEY
from app.adapters.can.j1939 import PDU1_MASK, PDU2_FIRST, PDU2_MASK, TRANSPORT_KEYS
from app.adapters.can.plan import Plan

CAN_EFF_FLAG = EXTENDED_KEY
CAN_RTR_FLAG = 1 << 30
CAN_ERR_FLAG = 1 << 29
CAN_SFF_MASK = 0x7FF
CAN_EFF_MASK = 0x1FFF_FFFF
CAN_RAW_FILTER_MAX = 512

_FLAGS = CAN_EFF_FLAG | CAN_RTR_FLAG
_BOTH_KINDS = 1 << 40

Filter = tuple[int, int]

REMOTE_FRAMES: Filter = (CAN_RTR_FLAG, CAN_RTR_FLAG)


def exact_filter(can_id: int, *, extended: bool) -> Filter:
    """Data frames of one identifier."""
    if extended:
        return can_id | CAN_EFF_FLAG, CAN_EFF_MASK | _FLAGS
    return can_id, CAN_SFF_MASK | _FLAGS


def group_filter(can_id: int) -> Filter:
    """Data frames of the J1939 parameter group of *can_id*, from any sender, to any destination."""
    mask = PDU2_MASK if can_id >> 16 & 0xFF >= PDU2_FIRST else PDU1_MASK
    return can_id & mask | CAN_EFF_FLAG, mask | _FLAGS


def key_filter(key: int) -> Filter:
    """Data frames of an identifier whose bit 31 says that it has 29 bits."""
    return exact_filter(key & CAN_EFF_MASK, extended=bool(key & EXTENDED_KEY))


def kernel_filters(plan: Plan, bus: str) -> list[Filter]:
    """All that *plan* reads of *bus*: messages, payloads in pieces, and diagnostics.

    Of diagnostics both answers and requests pass: a request that is not ours tells of a tester.
    """
    wanted = [
        group_filter(message.can_id)
        if message.pgn
        else exact_filter(message.can_id, extended=message.extended)
        for message in plan.messages
        if message.bus == bus
    ]
    if any(item.name == bus and item.j1939 for item in plan.buses):
        wanted += map(group_filter, TRANSPORT_KEYS)
    wanted += [key_filter(key) for item in plan.isotp if item.bus == bus for key in item.ids]
    diag = plan.diag
    if diag is not None and diag.bus == bus:
        wanted += map(key_filter, diag.requests)
        wanted += [key_filter(ecu.response) for ecu in diag.ecus]
    return [*merged(wanted, CAN_RAW_FILTER_MAX - 1), REMOTE_FRAMES]


def merged(filters: Iterable[Filter], limit: int = CAN_RAW_FILTER_MAX) -> list[Filter]:
    """At most *limit* filters, 2 or more, that let through all that *filters* do.

    Neighbours are merged by mask, those first that let the fewest further identifiers through.
    """
    left = sorted(set(filters))
    while len(left) > limit:
        left = _merge_cheapest(left, len(left) - limit)
    return left


def passes(filters: Iterable[Filter], raw_id: int) -> bool:
    """Whether the kernel lets a frame through; *raw_id* holds the flags of linux/can.h."""
    return any(raw_id & mask == can_id & mask for can_id, mask in filters)


def _merge_cheapest(filters: list[Filter], count: int) -> list[Filter]:
    """Merge up to *count* pairs of neighbours, none of them twice."""
    joint = [_join(one, other) for one, other in pairwise(filters)]
    cost = [
        _width(both) - _width(one) - _width(other)
        for both, (one, other) in zip(joint, pairwise(filters), strict=True)
    ]
    first: set[int] = set()
    for place in sorted(range(len(joint)), key=cost.__getitem__):
        if len(first) < count and not {place - 1, place + 1} & first:
            first.add(place)
    kept = {
        joint[place] if place in first else item
        for place, item in enumerate(filters)
        if place - 1 not in first
    }
    return sorted(kept)


def _join(one: Filter, other: Filter) -> Filter:
    mask = one[1] & other[1] & ~(one[0] ^ other[0])
    return one[0] & mask, mask


def _width(item: Filter) -> int:
    """How many identifiers pass; more than there are if 11-bit and 29-bit ones do."""
    can_id, mask = item
    if not mask & CAN_EFF_FLAG:
        return _BOTH_KINDS
    identifier = CAN_EFF_MASK if can_id & CAN_EFF_FLAG else CAN_SFF_MASK
    return 1 << (identifier & ~mask).bit_count()
