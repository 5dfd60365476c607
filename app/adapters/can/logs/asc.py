"""Vector ASC: `0.016 1  123x  Rx  d 8 FE 36 12 FE 69 05 07 AD`, classic and CAN FD."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import EXTENDED, FD
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import (
    CLASSIC_BYTES,
    FD_LENGTHS,
    SECONDS,
    Line,
    error,
    frame,
    nanoseconds,
    payload,
    records,
    remote,
)

_BASE = re.compile(r"base\s+(hex|dec)\b(?:\s+timestamps\s+(absolute|relative))?", re.IGNORECASE)
_HEADER = re.compile(
    r"//|date\s|base\s|(?:no\s+)?internal\s+events|(?:begin|end)\s+trigger\s?block"
    r"|previous\s+log\s+file",
    re.IGNORECASE,
)
_EVENT = re.compile(r"(\d{1,10}\.\d{1,9})\s+(.+)")
_LIKE_A_FRAME = re.compile(r"CANFD\b|\d+\s+[0-9A-F]+x?\s+[RT]x\b", re.IGNORECASE)
_ERROR = re.compile(r"(?:CANFD\s+)?(\d+)\s+(?:[RT]x\s+)?ErrorFrame\b", re.IGNORECASE)
_CLASSIC = re.compile(
    r"(\d+)\s+([0-9A-F]+)(x?)\s+[RT]x\s+(?:(r)\b.*|d\s+([0-9A-F]{1,2})((?:\s+\S+)*))",
    re.IGNORECASE,
)
_FD = re.compile(
    r"CANFD\s+(\d+)\s+[RT]x\s+([0-9A-F]+)(x?)\s+(?:[^\W\d]\w*\s+)?[01]\s+[01]\s+"
    r"([0-9A-F]{1,2})\s+(\d{1,2})((?:\s+\S+)*)",
    re.IGNORECASE,
)
_FLAGS_COLUMN = 2
"""Of what follows the payload: duration, bit length, flags."""
_FD_FORMAT = 0x1000
_REMOTE = 0x10


class Asc:
    """Seconds since the start, or since the event before if the header says `relative`."""

    name = "Vector ASC"
    suffix = ".asc"

    def matches(self, head: str) -> bool:
        """Whether the first lines state the base of the numbers, or a date and then it."""
        return any(_BASE.match(line) for line in head.splitlines()[:10])

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; events other than frames are skipped."""
        return records(lines, stats, _Parser().parse)


class _Parser:
    def __init__(self) -> None:
        self._base = 16
        self._relative = False
        self._t_ns = 0

    def parse(self, line: str) -> Record | Line:
        text = line.strip()
        event = _EVENT.fullmatch(text)
        if event is None:
            return self._header(text)
        time = nanoseconds(event[1], SECONDS)
        self._t_ns = self._t_ns + time if self._relative else time
        complete = line.endswith("\n")
        if not complete and self._base != 16:  # noqa: PLR2004 - a decimal number may be cut
            return Line.BAD
        if match := _ERROR.match(event[2]):
            return error(self._t_ns, match[1])
        if match := _CLASSIC.fullmatch(event[2]):
            return self._classic(match)
        if match := _FD.fullmatch(event[2]):
            return self._fd(match)
        return Line.BAD if _LIKE_A_FRAME.match(event[2]) or not complete else Line.NO_FRAME

    def _header(self, text: str) -> Line:
        if match := _BASE.match(text):
            self._base = 10 if match[1].lower() == "dec" else 16
            self._relative = (match[2] or "").lower() == "relative"
        return Line.NO_FRAME if _HEADER.match(text) else Line.BAD

    def _classic(self, match: re.Match[str]) -> Record | Line:
        channel, identifier, extended, is_remote, code, data = match.groups()
        can_id = self._number(identifier)
        flags = EXTENDED if extended else 0
        if can_id is None:
            return Line.BAD
        if is_remote:
            return remote(self._t_ns, channel, can_id, flags)
        length = self._number(code)
        if length is None:
            return Line.BAD
        length = min(length, CLASSIC_BYTES)
        return frame(self._t_ns, channel, can_id, flags, payload(data.split(), length, self._base))

    def _fd(self, match: re.Match[str]) -> Record | Line:
        channel, identifier, extended, code, length, rest = match.groups()
        can_id = self._number(identifier)
        flags = EXTENDED if extended else 0
        words = rest.split()
        marks = words[int(length) :]
        bits = _hex(marks[_FLAGS_COLUMN]) if len(marks) > _FLAGS_COLUMN else None
        if can_id is None or int(length) not in FD_LENGTHS:
            return Line.BAD
        if bits is None:
            bits = _FD_FORMAT if int(length) or not self._number(code) else _REMOTE
        if bits & _REMOTE:
            return remote(self._t_ns, channel, can_id, flags)
        flags |= FD if bits & _FD_FORMAT else 0
        return frame(self._t_ns, channel, can_id, flags, payload(words, int(length), self._base))

    def _number(self, text: str) -> int | None:
        try:
            return int(text, self._base)
        except ValueError:
            return None


def _hex(text: str) -> int | None:
    try:
        return int(text, 16)
    except ValueError:
        return None
