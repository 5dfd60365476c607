"""Vector BLF, read by python-can."""

import struct
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from app.adapters.can.logs.records import LogStats, Record
from app.adapters.can.logs.stream import DAMAGED

_OBJECT_HEADER = 16
_MAX_PADDING = 3


class Blf:
    """Time in seconds since 1970, or since the start if the file does not know when it was."""

    name = "Vector BLF"
    magic: tuple[bytes, ...] = (b"LOGG",)

    def require(self) -> None:
        """Nothing: python-can is always there."""

    def read(self, stream: IO[bytes], stats: LogStats) -> Iterator[Record]:
        """Records in the log's own order, one compressed container in memory at a time."""
        # python-can takes a tenth of a second to import: not before a log needs it.
        from can.io.blf import BLFParseError, BLFReader

        from app.adapters.can.logs.messages import from_message

        watched = _Watched(stream)
        try:
            with stream:
                for message in BLFReader(cast("BinaryIO", watched)):
                    # python-can counts channels from 0, the file from 1.
                    yield from_message(message, str(cast("int", message.channel) + 1))
        except (BLFParseError, struct.error, *DAMAGED):
            stats.truncated = True
        stats.truncated |= watched.short


class _Watched:
    """Notices a read that the end of the file cuts short."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.short = False

    def read(self, size: int) -> bytes:
        # An object that claims to be shorter than its own header makes python-can ask for < 0.
        data = self._stream.read(size) if size >= 0 else b""
        clean_end = not data and size == _OBJECT_HEADER
        self.short |= size < 0 or (len(data) < size and size > _MAX_PADDING and not clean_end)
        return data

    def close(self) -> None:
        self._stream.close()
