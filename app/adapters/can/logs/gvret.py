"""GVRET CSV, SavvyCAN's own format: `166064000,0000021A,false,Rx,0,8,FE,36,12,FE,69,05,07,AD,`."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import MICROSECONDS, Line, frame, nanoseconds, payload, records

_HEADER = re.compile(r"\s*Time Stamp,ID,Extended,(?:Dir,)?Bus,LEN\b")
_ROW = re.compile(
    r"(\d{1,18}),([0-9A-F]{1,8}),(true|false|[01]),(?:[RT]x,)?(\d{1,3}),(\d{1,2})"
    r"((?:,[0-9A-F]{0,2})*)\s*",
    re.IGNORECASE,
)


class Gvret:
    """Time in microseconds; rows are cut to LEN, since their columns are padded."""

    name = "GVRET CSV"
    suffix = ""

    def matches(self, head: str) -> bool:
        """Whether the first line names the columns."""
        return _HEADER.match(head) is not None

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; the channel is the Bus column."""
        return records(lines, stats, _record)


def _record(line: str) -> Record | Line:
    match = _ROW.fullmatch(line)
    if match is None:
        return Line.NO_FRAME if _HEADER.match(line) else Line.BAD
    time, identifier, extended, bus, length, data = match.groups()
    return frame(
        nanoseconds(time, MICROSECONDS),
        bus,
        int(identifier, 16),
        EXTENDED if extended.lower() in {"true", "1"} else 0,
        payload(data.split(",")[1:], int(length)),
    )
