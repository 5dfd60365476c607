"""BUSMASTER: `22:20:14:992 Rx 0 0000021A s 8 FE 36 12 FE 69 05 07 AD`."""

import re
from collections.abc import Iterator

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import Line, frame, payload, records, remote
from app.core.errors import HabitacleError

_MARK = "***"
_FRAME = re.compile(
    r"(\d{1,2}):(\d{1,2}):(\d{1,2}):(\d{1,4})\s+[RT]x\s+(\d+)\s+(?:0x)?([0-9A-F]{1,10})\s+"
    r"([sx])(r?)\s+(\d{1,2})((?:\s+[0-9A-F]{1,3})*)\s*",
    re.IGNORECASE,
)
_DAY_NS = 86_400_000_000_000
_TENTHS_DIGITS = 4


class Busmaster:
    """Time of day: the last part is milliseconds, or tenths of them if it has four digits."""

    name = "BUSMASTER"
    suffix = ""

    def matches(self, head: str) -> bool:
        """Whether the first lines name the program."""
        return "***BUSMASTER" in head

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; HabitacleError for times relative to the last frame."""
        return records(lines, stats, _Parser().parse)


class _Parser:
    """Remembers the base of the numbers and the day, for logs across midnight."""

    def __init__(self) -> None:
        self._base = 16
        self._day_ns = 0
        self._last_ns = 0

    def parse(self, line: str) -> Record | Line:
        match = _FRAME.fullmatch(line)
        if match is None:
            return self._header(line)
        *time, channel, identifier, kind, is_remote, length, data = match.groups()
        if self._base != 16 and not line.endswith("\n"):  # noqa: PLR2004 - a number may be cut
            return Line.BAD
        try:
            can_id = int(identifier, self._base)
        except ValueError:
            return Line.BAD
        t_ns = self._time(*time)
        flags = EXTENDED if kind.lower() == "x" else 0
        if is_remote:
            return remote(t_ns, channel, can_id, flags)
        return frame(t_ns, channel, can_id, flags, payload(data.split(), int(length), self._base))

    def _header(self, line: str) -> Line:
        text = line.strip().lstrip("-")
        if not text.startswith(_MARK):
            return Line.BAD
        if "RELATIVE MODE" in text:
            raise HabitacleError("BUSMASTER log with times relative to the frame before: refused.")
        if text in {"***DEC***", "***HEX***"}:
            self._base = 10 if text == "***DEC***" else 16
        return Line.NO_FRAME

    def _time(self, hours: str, minutes: str, seconds: str, rest: str) -> int:
        unit = 100_000 if len(rest) == _TENTHS_DIGITS else 1_000_000
        whole = (int(hours) * 60 + int(minutes)) * 60 + int(seconds)
        t_ns = self._day_ns + whole * 1_000_000_000 + int(rest) * unit
        if t_ns < self._last_ns - _DAY_NS // 2:
            self._day_ns += _DAY_NS
            t_ns += _DAY_NS
        self._last_ns = t_ns
        return t_ns
