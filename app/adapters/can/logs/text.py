"""What the text formats share: the loop over lines, numbers, payloads, checks of a frame."""

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.records import LogStats, Record

CLASSIC_BYTES = 8
FD_LENGTHS = (*range(9), 12, 16, 20, 24, 32, 48, 64)
"""Payload length in bytes by data length code (ISO 11898-1)."""
STANDARD_MAX = 0x7FF
EXTENDED_MAX = 0x1FFFFFFF
SECONDS, MILLISECONDS, MICROSECONDS = 9, 6, 3
"""Units of a printed time, as the power of ten that makes nanoseconds of it."""

_HEX = 16
_HEX_DIGITS = 2


class Line(Enum):
    """A line that gives no frame: one that never does, or one that should."""

    NO_FRAME = auto()
    BAD = auto()


def records(
    lines: Iterator[str], stats: LogStats, parse: Callable[[str], Record | Line]
) -> Iterator[Record]:
    """Records of *lines*; a last line without its line end counts only if it is surely whole."""
    sizes: dict[tuple[str, int], int] = {}
    for line in lines:
        if not line.strip():
            continue
        stats.lines += 1
        complete = line.endswith("\n")
        record = parse(line)
        if isinstance(record, Line):
            if record is Line.BAD:
                stats.truncated |= not complete
                stats.bad_lines += complete
            continue
        key = (record.channel, record.can_id)
        if not complete and sizes.get(key, len(record.data)) != len(record.data):
            stats.truncated = True
            continue
        sizes[key] = len(record.data)
        yield record


def frame(t_ns: int, channel: str, can_id: int, flags: int, data: bytes | None) -> Record | Line:
    """The record; bad without data or if no bus carries such an identifier or length."""
    limit = EXTENDED_MAX if flags & EXTENDED else STANDARD_MAX
    if data is None or can_id > limit or len(data) not in FD_LENGTHS:
        return Line.BAD
    if len(data) > CLASSIC_BYTES:
        flags |= FD
    return Record(t_ns, channel, can_id, flags, data)


def remote(t_ns: int, channel: str, can_id: int, flags: int) -> Record | Line:
    """A request for the data of *can_id*."""
    return frame(t_ns, channel, can_id, flags | REMOTE, b"")


def error(t_ns: int, channel: str) -> Record:
    """An error frame, which has neither identifier nor data."""
    return Record(t_ns, channel, 0, ERROR, b"")


def nanoseconds(number: str, unit: int) -> int:
    """A printed decimal *number* of *unit*."""
    whole, _, fraction = number.partition(".")
    return int(whole) * int(10**unit) + int(fraction[:unit].ljust(unit, "0"))


def payload(words: Sequence[str], length: int, base: int = _HEX) -> bytes | None:
    """The first *length* of *words* as bytes; None if they are fewer or no bytes.

    A hexadecimal byte has two digits, so that one cut in the middle shows.
    """
    chosen = words[:length]
    if len(chosen) < length:
        return None
    try:
        if base != _HEX:
            return bytes(int(word) for word in chosen)
        if any(len(word) != _HEX_DIGITS for word in chosen):
            return None
        return bytes.fromhex("".join(chosen))
    except ValueError:
        return None
