"""`candump -L`: `(1533224087.000023) can0 0B4#000000001D0B7A5E`."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import Line, records

_LINE = re.compile(
    r"\((\d+)\.(\d{1,9})\)\s+(\S+)\s+([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})#"
    r"(?:(R)[0-9A-Fa-f]?|#([0-9A-Fa-f])((?:[0-9A-Fa-f]{2})*)|((?:[0-9A-Fa-f]{2})*))"
    r"(?:\s+[RT])?\s*"
)
_ERROR_BIT = 0x20000000
_ID_MASK = 0x1FFFFFFF
_STANDARD_DIGITS = 3


class Candump:
    """The format of can-utils' logger."""

    name = "candump"
    suffix = ""

    def matches(self, head: str) -> bool:
        """Whether one of the first complete lines is a frame."""
        return any(_LINE.fullmatch(line) for line in head.splitlines()[:20])

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order."""
        return records(lines, stats, _record)


def _record(line: str) -> Record | Line:
    match = _LINE.fullmatch(line)
    if match is None:
        return Line.BAD
    seconds, fraction, channel, identifier, remote, fd, fd_data, data = match.groups()
    can_id = int(identifier, 16)
    flags = 0 if len(identifier) == _STANDARD_DIGITS else EXTENDED
    if flags and can_id & _ERROR_BIT:
        flags = ERROR
    flags |= (REMOTE if remote else 0) | (FD if fd else 0)
    return Record(
        int(seconds) * 1_000_000_000 + int(fraction.ljust(9, "0")),
        channel,
        can_id & _ID_MASK,
        flags,
        bytes.fromhex(fd_data or data or ""),
    )
