"""CRTD, the Open Vehicle Monitoring System's dump: `1705316400.05 3R11 131 00 00 00 79`."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import SECONDS, Line, frame, nanoseconds, payload, records

_FRAME = re.compile(
    r"(\d{1,12}(?:\.\d{1,9})?)\s+(\d?)[RT](11|29)\s+([0-9A-Fa-f]{1,8})((?:\s+[0-9A-Fa-f]{2})*)\s*"
)
_OTHER = re.compile(r"#|\d{1,12}(?:\.\d{1,9})?\s+\d?[CE]")
_DIGITS = {"11": 3, "29": 8}
"""Of an identifier as it is usually written; fewer at a cut end are a part of one."""
_HEAD_LINES = 50


class Crtd:
    """The digit before the direction is the bus; comments, commands and events are skipped."""

    name = "CRTD"
    suffix = ".crtd"

    def matches(self, head: str) -> bool:
        """Whether one of the first lines is a frame."""
        return any(_FRAME.fullmatch(line) for line in head.splitlines()[:_HEAD_LINES])

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order."""
        return records(lines, stats, _record)


def _record(line: str) -> Record | Line:
    match = _FRAME.fullmatch(line)
    if match is None:
        return Line.NO_FRAME if _OTHER.match(line) else Line.BAD
    time, bus, bits, identifier, data = match.groups()
    if not line.endswith("\n") and len(identifier) != _DIGITS[bits]:
        return Line.BAD
    words = data.split()
    return frame(
        nanoseconds(time, SECONDS),
        bus or "0",
        int(identifier, 16),
        EXTENDED if bits == "29" else 0,
        payload(words, len(words)),
    )
