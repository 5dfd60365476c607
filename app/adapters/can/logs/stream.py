"""The bytes of a log: a file or a pipe, plain or gzipped."""

import gzip
import io
import zlib
from pathlib import Path
from typing import IO, cast

STDIN = "-"
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading a cut or damaged gzip file raises."""

_GZIP = b"\x1f\x8b"


class LogStream:
    """Opens *path* (`-`: standard input) as often as needed; a pipe gives its bytes once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pipe: IO[bytes] | None = None

    def head(self, size: int) -> tuple[bytes, bool]:
        """The first lines, about *size* bytes, and whether the file is damaged within them."""
        raw = self._raw()
        piped = not raw.seekable()
        stream = _unpacked(raw)
        data, damaged = _read_some(stream, size)
        if piped:
            self._pipe = _rejoined(data, stream)
        else:
            stream.close()
        return data, damaged

    def open(self) -> IO[bytes]:
        """The bytes from the start."""
        if self._pipe is not None:
            return self._pipe
        return _unpacked(self._raw())

    def close(self) -> None:
        """Let go of a pipe."""
        if self._pipe is not None:
            self._pipe.close()

    def _raw(self) -> IO[bytes]:
        if str(self._path) == STDIN:
            return open(0, "rb", closefd=False)
        return self._path.open("rb")


class _Rejoined(io.RawIOBase):
    """Bytes already read, then the rest of their stream."""

    def __init__(self, head: bytes, rest: IO[bytes]) -> None:
        self._head = memoryview(head)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._head[: len(buffer)] or self._rest.read(len(buffer))
        self._head = self._head[len(data) :]
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._rest.close()
        super().close()


class _Gzip(gzip.GzipFile):
    """Closes the packed stream too."""

    def __init__(self, packed: IO[bytes]) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def _rejoined(head: bytes, rest: IO[bytes]) -> IO[bytes]:
    return io.BufferedReader(_Rejoined(head, rest))


def _unpacked(raw: IO[bytes]) -> IO[bytes]:
    start = raw.read(len(_GZIP))
    if raw.seekable():
        raw.seek(0)
    else:
        raw = _rejoined(start, raw)
    return cast("IO[bytes]", _Gzip(raw)) if start == _GZIP else raw


def _read_some(stream: IO[bytes], size: int) -> tuple[bytes, bool]:
    data = b""
    try:
        while len(data) < size and (line := stream.readline(size)):
            data += line
    except DAMAGED:
        return data, True
    return data, False
