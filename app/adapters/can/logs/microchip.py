"""Microchip CAN BUS Analyzer: `166064;RX;0x0000021A;8;0xFE;0x36;0x12;0xFE;0x69;0x05;0x07;0xAD`."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import (
    MILLISECONDS,
    STANDARD_MAX,
    Line,
    frame,
    nanoseconds,
    payload,
    records,
)

_FRAME = re.compile(
    r"(\d{1,15}(?:\.\d{1,6})?);[RT]X;0x([0-9A-F]{1,8});(\d{1,2})((?:;0x[0-9A-F]{2})*);?\s*",
    re.IGNORECASE,
)
_CHANNEL = "0"


class Microchip:
    """Time in milliseconds; an identifier is extended if it needs more than 11 bits."""

    name = "Microchip Analyzer"
    suffix = ""

    def matches(self, head: str) -> bool:
        """Whether the first lines name the maker."""
        return "Microchip Technology" in head

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; all lines before the first frame are its header."""
        return records(lines, stats, _Parser().parse)


class _Parser:
    def __init__(self) -> None:
        self._in_header = True

    def parse(self, line: str) -> Record | Line:
        match = _FRAME.fullmatch(line)
        if match is None:
            header = self._in_header or line.startswith("//")
            return Line.NO_FRAME if header else Line.BAD
        self._in_header = False
        time, identifier, length, data = match.groups()
        can_id = int(identifier, 16)
        return frame(
            nanoseconds(time, MILLISECONDS),
            _CHANNEL,
            can_id,
            EXTENDED if can_id > STANDARD_MAX else 0,
            payload(data.lower().split(";0x")[1:], int(length)),
        )
