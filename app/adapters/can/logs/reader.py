"""Opens a log of any known format, plain or gzipped, and puts its frames in order of time."""

import heapq
import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from app.adapters.can.logs.asc import Asc
from app.adapters.can.logs.blf import Blf
from app.adapters.can.logs.busmaster import Busmaster
from app.adapters.can.logs.candump import Candump
from app.adapters.can.logs.crtd import Crtd
from app.adapters.can.logs.gvret import Gvret
from app.adapters.can.logs.mf4 import Mf4
from app.adapters.can.logs.microchip import Microchip
from app.adapters.can.logs.pythoncan_csv import PythonCanCsv
from app.adapters.can.logs.records import BinaryFormat, LogStats, Record, TextFormat
from app.adapters.can.logs.stream import DAMAGED, LogStream
from app.adapters.can.logs.trc import Trc
from app.core.errors import HabitacleError

TEXT_FORMATS: tuple[TextFormat, ...] = (
    Candump(),
    Gvret(),
    PythonCanCsv(),
    Busmaster(),
    Microchip(),
    Trc(),
    Asc(),
    Crtd(),
)
BINARY_FORMATS: tuple[BinaryFormat, ...] = (Blf(), Mf4())
HEAD_BYTES = 8192
LINE_CHARS = 65536
"""Longer lines are no frames and are read in pieces."""
WINDOW_NS = 1_000_000_000
"""Logs of several buses interleave out of order; frames are sorted within this time."""


class LogReader:
    """Iterates the frames of *path* in order of time, keeping at most a second of them.

    *path* `-` is standard input; a pipe can be iterated once. `stats` is complete when the
    iteration ends. HabitacleError when the file cannot be opened, is of no known format or of
    one whose library is not installed; an empty file has no frames.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stats = LogStats()
        self._stream = LogStream(path)
        try:
            head, damaged = self._stream.head(HEAD_BYTES)
        except OSError as error:
            raise HabitacleError(f"{path}: {error.strerror or error}.") from error
        self._binary = next((f for f in BINARY_FORMATS if head.startswith(f.magic)), None)
        self._text = None if self._binary else _text_format(head, path)
        try:
            self._check(head)
        except HabitacleError:
            self._stream.close()
            raise
        self.stats.truncated = damaged and not (self._binary or self._text)

    def __iter__(self) -> Iterator[Record]:
        if self._binary is not None:
            records = self._binary.read(self._stream.open(), self.stats)
        elif self._text is not None:
            records = self._text.read(self._lines(), self.stats)
        else:
            return iter(())
        return in_order(records, self.stats)

    def _check(self, head: bytes) -> None:
        if self._binary is not None:
            self._binary.require()
        elif self._text is None and head.strip():
            known = ", ".join([f.name for f in TEXT_FORMATS] + [f.name for f in BINARY_FORMATS])
            raise HabitacleError(f"{self.path}: unknown log format; known: {known}.")

    def _lines(self) -> Iterator[str]:
        try:
            with (
                self._stream.open() as raw,
                io.TextIOWrapper(raw, "utf-8-sig", errors="replace") as stream,
            ):
                yield from iter(partial(stream.readline, LINE_CHARS), "")
        except DAMAGED:
            self.stats.truncated = True


def in_order(records: Iterator[Record], stats: LogStats) -> Iterator[Record]:
    """Stable sort in a sliding window of 1 s; a later straggler takes the previous time."""
    heap: list[tuple[int, int, Record]] = []
    newest = previous = 0
    for number, record in enumerate(records):
        t_ns = record.t_ns
        if t_ns < previous:
            stats.back_in_time += 1
            t_ns = previous
        heapq.heappush(heap, (t_ns, number, record._replace(t_ns=t_ns)))
        newest = max(newest, t_ns)
        while heap[0][0] < newest - WINDOW_NS:
            previous, _, first = heapq.heappop(heap)
            yield first
    while heap:
        yield heapq.heappop(heap)[2]


def _text_format(head: bytes, path: Path) -> TextFormat | None:
    """By content; by suffix where the first lines are text that leaves it open."""
    text = head.decode("utf-8-sig", errors="replace")
    if found := next((f for f in TEXT_FORMATS if f.matches(text)), None):
        return found
    if not text.strip() or "\0" in text or "\ufffd" in text:
        return None
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    suffix = suffixes[-1] if suffixes else None
    return next((f for f in TEXT_FORMATS if f.suffix and f.suffix == suffix), None)
