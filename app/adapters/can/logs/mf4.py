"""ASAM MDF 4, read by python-can with the library of the extra `mf4`.

Loggers that lose power leave the file unfinalised (`UnFinMF`): its last length is not written.
"""

import importlib
import io
from collections.abc import Iterator
from typing import IO, BinaryIO, cast

from app.adapters.can.logs.records import LogStats, Record
from app.core.errors import HabitacleError


class Mf4:
    """Time in seconds since 1970; the whole file is in memory, as its layout demands."""

    name = "MF4"
    magic: tuple[bytes, ...] = (b"MDF     ", b"UnFinMF ")

    def require(self) -> None:
        """HabitacleError when the library of the extra is not installed."""
        try:
            importlib.import_module("asammdf")
        except ImportError as error:
            raise HabitacleError("An MF4 log: install the mf4 extra.") from error

    def read(self, stream: IO[bytes], stats: LogStats) -> Iterator[Record]:
        """Records in the order of the file; an unfinalised file may hide that its end is cut."""
        from can.io.mf4 import MF4Reader

        from app.adapters.can.logs.messages import from_message

        with stream:
            whole = io.BytesIO(stream.read())
        try:
            for message in MF4Reader(cast("BinaryIO", whole)):
                yield from_message(message, str(message.channel or 0))
        except Exception:  # noqa: BLE001 - the library meets a cut file with errors of every kind
            stats.truncated = True
