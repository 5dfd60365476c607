"""Frames as the car puts them on a bus, and what disturbs a bus."""

from collections.abc import Iterator
from typing import NamedTuple

EXTENDED = 1
ERROR = 4
FD = 8


class SentFrame(NamedTuple):
    """One frame of this step; an error frame has its class of error as identifier."""

    can_id: int
    data: bytes
    flags: int = 0


_FILLER_ID = 0x7FF
_ERROR_CLASS = 0x008
"""CAN_ERR_PROT: protocol violation."""
_FLOOD_IDS = 0x2000
_FLOOD_FROM = 0x1800_0000


def filler(fd: bool) -> SentFrame:
    """A frame of the lowest priority, as long as it can be."""
    return SentFrame(_FILLER_ID, bytes(64 if fd else 8), FD if fd else 0)


def error_frame() -> SentFrame:
    """What a controller reports of a bus that is not sound."""
    return SentFrame(_ERROR_CLASS, bytes(8), ERROR)


def flood() -> Iterator[SentFrame]:
    """Frames of 29-bit identifiers that no table knows, each one new for a long time."""
    number = 0
    while True:
        yield SentFrame(_FLOOD_FROM + number % _FLOOD_IDS, number.to_bytes(8), EXTENDED)
        number += 1


def lines(frames: list[SentFrame], stamp: str, *, fd: bool) -> str:
    """Socketcand text of *frames*; without *fd* those of CAN FD are left out.

    CAN FD frames carry the flag 1, bit rate switched.
    """
    return "".join(_line(frame, stamp) for frame in frames if fd or not frame.flags & FD)


def _line(frame: SentFrame, stamp: str) -> str:
    can_id, data, flags = frame
    if flags & ERROR:
        return f"< error {can_id:03X} {stamp} >"
    name = f"{can_id:08X}" if flags & EXTENDED else f"{can_id:03X}"
    if flags & FD:
        return f"< fdframe {name} {stamp} 1 {data.hex().upper()} >"
    return f"< frame {name} {stamp} {data.hex().upper()} >"
