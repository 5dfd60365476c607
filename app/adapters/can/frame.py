"""One CAN frame as every source delivers it."""

from typing import NamedTuple

EXTENDED = 1
REMOTE = 2
ERROR = 4
FD = 8

EXTENDED_KEY = 1 << 31
FD_LENGTHS = frozenset((*range(9), 12, 16, 20, 24, 32, 48, 64))
"""Payload lengths in bytes that a CAN FD frame can have."""


class Frame(NamedTuple):
    """`t_ns` is the monotonic arrival time, never the frame's own stamp."""

    t_ns: int
    bus: str
    can_id: int
    flags: int
    data: bytes


def frame_key(can_id: int, flags: int) -> int:
    """Identifier with bit 31 for 29-bit frames: what tables of messages are keyed by."""
    return can_id | EXTENDED_KEY if flags & EXTENDED else can_id
