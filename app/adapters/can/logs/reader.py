"""Opens a log of any known format, plain or gzipped, and puts its frames in order of time."""

import gzip
import heapq
import io
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from app.adapters.can.logs.candump import Candump
from app.adapters.can.logs.records import LogFormat, LogStats, Record
from app.core.errors import HabitacleError

FORMATS: tuple[LogFormat, ...] = (Candump(),)
HEAD_BYTES = 8192
WINDOW_NS = 1_000_000_000
"""Logs of several buses interleave out of order; frames are sorted within this time."""

_GZIP = b"\x1f\x8b"


class LogReader:
    """Iterates the frames of *path* in order of time, keeping at most a second of them.

    `stats` is complete when the iteration ends. HabitacleError when the file cannot be opened or
    is of no known format; an empty file has no frames.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.stats = LogStats()
        head, damaged = self._head()
        self._format = next((f for f in FORMATS if f.matches(head)), None)
        self.stats.truncated = damaged and self._format is None
        if self._format is None and head.strip():
            known = ", ".join(f.name for f in FORMATS)
            raise HabitacleError(f"{path}: unknown log format; known: {known}.")

    def __iter__(self) -> Iterator[Record]:
        if self._format is None:
            return iter(())
        return in_order(self._format.read(self._lines(), self.stats), self.stats)

    def _head(self) -> tuple[str, bool]:
        """The first text of the file, and whether it ends in damage."""
        try:
            with self._open() as stream:
                data, damaged = _read_some(stream)
        except OSError as error:
            raise HabitacleError(f"{self.path}: {error.strerror or error}.") from error
        return data.decode("utf-8", errors="replace"), damaged

    def _open(self) -> IO[bytes]:
        with self.path.open("rb") as file:
            packed = file.read(len(_GZIP)) == _GZIP
        if packed:
            return cast("IO[bytes]", gzip.open(self.path, "rb"))
        return self.path.open("rb")

    def _lines(self) -> Iterator[str]:
        try:
            with self._open() as raw, io.TextIOWrapper(raw, "utf-8", errors="replace") as stream:
                yield from stream
        except (EOFError, zlib.error, gzip.BadGzipFile):
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


def _read_some(stream: IO[bytes]) -> tuple[bytes, bool]:
    """The first bytes, as many as a damaged file still gives, and whether it is damaged."""
    data = b""
    try:
        while len(data) < HEAD_BYTES and (line := stream.readline(HEAD_BYTES)):
            data += line
    except (EOFError, zlib.error, gzip.BadGzipFile):
        return data, True
    return data, False
