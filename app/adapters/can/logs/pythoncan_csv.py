"""python-can's CSV: `1483389946.197,0x00dadada,1,0,0,6,WzQyLCA5XQ==`."""

import re
from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from decimal import Decimal

from app.adapters.can.frame import EXTENDED
from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.text import Line, error, frame, records, remote

_HEADER = "timestamp,arbitration_id,extended,remote,error,dlc,data"
_ROW = re.compile(
    r"(\d{1,12}(?:\.\d{1,12})?(?:e-?\d{1,2})?),0x([0-9a-f]{1,8}),([01]),([01]),([01]),(\d{1,2}),"
    r"([0-9a-z+/=]*)\s*",
    re.IGNORECASE,
)
_CHANNEL = "0"


class PythonCanCsv:
    """Time in seconds, payload in base64, no channels."""

    name = "python-can CSV"
    suffix = ""

    def matches(self, head: str) -> bool:
        """Whether the first line names the columns."""
        return head.lstrip().startswith(_HEADER)

    def read(self, lines: Iterator[str], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order."""
        return records(lines, stats, _record)


def _record(line: str) -> Record | Line:
    match = _ROW.fullmatch(line)
    if match is None:
        return Line.NO_FRAME if line.strip() == _HEADER else Line.BAD
    time, identifier, extended, is_remote, is_error, length, data = match.groups()
    t_ns = int(Decimal(time) * 1_000_000_000)
    can_id = int(identifier, 16)
    flags = EXTENDED if extended == "1" else 0
    if is_error == "1":
        return error(t_ns, _CHANNEL)
    if is_remote == "1":
        return remote(t_ns, _CHANNEL, can_id, flags)
    try:
        payload = b64decode(data, validate=True)
    except Error:
        return Line.BAD
    if len(payload) != int(length):
        return Line.BAD
    return frame(t_ns, _CHANNEL, can_id, flags, payload)
