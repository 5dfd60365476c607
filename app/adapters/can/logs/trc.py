"""PEAK TRC 1.0 to 2.1: `  1)  1059.9  Rx  0300  7  00 00 00 00 04 00 00`."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from app.adapters.can.frame import EXTENDED, FD
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import (
    CLASSIC_BYTES,
    FD_LENGTHS,
    MILLISECONDS,
    Line,
    error,
    frame,
    nanoseconds,
    payload,
    records,
    remote,
)

_COLUMNS = {
    "1.0": "N,O,I,L,D",
    "1.1": "N,O,T,I,L,D",
    "1.2": "N,O,B,T,I,L,D",
    "1.3": "N,O,B,T,I,R,L,D",
    "2.0": "N,O,T,I,d,l,D",
    "2.1": "N,O,T,I,d,R,L,D",
}
"""Letters of the columns, as `;$COLUMNS` of version 2 names them."""
_SETTING = re.compile(r";\$(FILEVERSION|STARTTIME|COLUMNS)\s*=\s*(\S+)")
_TIME = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_DAYS = re.compile(r"\d{1,6}(?:\.\d{1,24})?")
_EPOCH_DAY = 25569
"""1 January 1970 in days since 30 December 1899."""
_DAY_NS = 86_400_000_000_000
_DATA = frozenset({"Rx", "Tx", "DT"})
_FD = frozenset({"FD", "FB", "FE", "BI"})
_ERRORS = frozenset({"Error", "ER"})
_OTHER = frozenset({"Warng", "ST", "EC", "EV"})
_STANDARD_DIGITS = 4
_NO_FRAME_ID = "FFFFFFFF"


class Trc:
    """Milliseconds since the start, added to `;$STARTTIME` where the file has it."""

    name = "PEAK TRC"
    suffix = ".trc"

    def matches(self, head: str) -> bool:
        """Whether one of the first lines states the version."""
        return any(line.startswith(";$FILEVERSION") for line in head.splitlines()[:20])

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order; without a version it is 1.0."""
        return records(lines, stats, _Parser().parse)


class _Parser:
    def __init__(self) -> None:
        self._columns = _columns(_COLUMNS["1.0"])
        self._start_ns = 0

    def parse(self, line: str) -> Record | Line:
        if line.lstrip().startswith(";"):
            self._setting(line.strip())
            return Line.NO_FRAME
        words = line.split(maxsplit=len(self._columns) - 1)
        cell = {name: words[i] for name, i in self._columns.items() if i < len(words)}
        if not _TIME.fullmatch(cell.get("O", "")) or not cell["N"].rstrip(")").isdecimal():
            return Line.BAD
        t_ns = self._start_ns + nanoseconds(cell["O"], MILLISECONDS)
        channel, kind = cell.get("B", "1"), cell.get("T", "DT" if "T" not in self._columns else "")
        if kind in _OTHER or cell.get("I") == _NO_FRAME_ID:
            return Line.NO_FRAME
        if kind in _ERRORS:
            return error(t_ns, channel)
        return _frame(t_ns, channel, kind, cell)

    def _setting(self, text: str) -> None:
        match = _SETTING.match(text)
        if match is None:
            return
        name, value = match.groups()
        if name == "FILEVERSION" and value in _COLUMNS:
            self._columns = _columns(_COLUMNS[value])
        elif name == "COLUMNS" and value.startswith("N,O,"):
            self._columns = _columns(value)
        elif name == "STARTTIME" and _DAYS.fullmatch(value):
            self._start_ns = max(0, int((Decimal(value) - _EPOCH_DAY) * _DAY_NS))


def _columns(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split(","))}


def _frame(t_ns: int, channel: str, kind: str, cell: Mapping[str, str]) -> Record | Line:
    try:
        can_id = int(cell["I"], 16)
        length = int(cell["l"]) if "l" in cell else _length(int(cell["L"]), kind)
    except (KeyError, ValueError, IndexError):
        return Line.BAD
    flags = EXTENDED if len(cell["I"]) > _STANDARD_DIGITS else 0
    words = cell.get("D", "").split()
    if kind == "RR" or (kind in _DATA and words[:1] == ["RTR"]):
        return remote(t_ns, channel, can_id, flags)
    if kind not in _DATA | _FD:
        return Line.BAD
    flags |= FD if kind in _FD else 0
    return frame(t_ns, channel, can_id, flags, payload(words, length))


def _length(code: int, kind: str) -> int:
    """Bytes of a data length code."""
    return FD_LENGTHS[code] if kind in _FD else min(code, CLASSIC_BYTES)
