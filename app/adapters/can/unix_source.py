"""Frames from a CAN reader that runs as a unit of its own, over a local SEQPACKET socket.

A datagram holds records of `<QIBBBB`, each followed by its payload (specification, section 4).
"""

import contextlib
import select
import socket
import struct
from collections import Counter
from collections.abc import Mapping

from app.adapters.can.frame import ERROR, EXTENDED, FD, FD_LENGTHS, REMOTE, Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

RECORD = struct.Struct("<QIBBBB")
"""t_ns; identifier with bit 31 extended, 30 remote, 29 error; bus index; flags; length; 0."""
FD_FLAG = 1
MAX_CLASSIC = 8
DATAGRAM_CAP = 256 * 1024

_ID_MASK = 0x1FFF_FFFF
_FLAGS = (0, ERROR, REMOTE, ERROR, EXTENDED, ERROR, EXTENDED | REMOTE, ERROR)


class UnixSource:
    """Several buses of one reader, by the index that it gives them.

    Frames are stamped with *clock* at arrival: the reader's clock may be another one.
    """

    def __init__(self, path: str, buses: Mapping[int, str], clock: Clock) -> None:
        self._path = path
        self._buses = dict(buses)
        self._clock = clock
        self._socket: socket.socket | None = None
        self._poll = select.poll()
        self._buffer = bytearray(DATAGRAM_CAP)
        self._pending: list[Frame] = []
        self._counts: Counter[str] = Counter()

    def open(self) -> None:
        """Connect; SourceLost if nobody listens."""
        self.close()
        link = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            link.setblocking(False)
            link.connect(self._path)
        except OSError as error:
            link.close()
            raise self._lost(error.strerror or str(error)) from error
        self._socket = link
        self._poll = select.poll()
        self._poll.register(link, select.POLLIN)

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Frames in order; the end of the file is a lost source."""
        link = self._socket
        if link is None:
            raise SourceLost("not open")
        if not self._pending and self._poll.poll(timeout_s * 1000):
            self._drain(link, max_n)
        batch, self._pending = self._pending[:max_n], self._pending[max_n:]
        return batch

    def close(self) -> None:
        """Close the connection."""
        link, self._socket = self._socket, None
        if link is not None:
            with contextlib.suppress(OSError):
                link.close()
        self._pending = []

    def stats(self) -> dict[str, int]:
        """`malformed`: datagrams; `unknown_bus`: frames of an index without a bus."""
        return dict(self._counts)

    def _drain(self, link: socket.socket, max_n: int) -> None:
        """Take all datagrams there are; what came before an end of file is still delivered."""
        now = self._clock.monotonic_ns()
        while len(self._pending) < max_n:
            try:
                size, _, flags, _ = link.recvmsg_into([self._buffer])
            except BlockingIOError:
                return
            except OSError as error:
                raise self._lost(error.strerror or str(error)) from error
            if size == 0:
                if self._pending:
                    return
                raise self._lost("connection closed by the reader")
            self._take(memoryview(self._buffer)[:size], now, whole=not flags & socket.MSG_TRUNC)

    def _take(self, datagram: memoryview, now: int, *, whole: bool) -> None:
        frames = self._frames(datagram, now) if whole else None
        if frames is None:
            self._counts["malformed"] += 1
        else:
            self._pending += frames

    def _frames(self, datagram: memoryview, now: int) -> list[Frame] | None:
        """All frames of a datagram, or None if one of them is not as it should be."""
        frames: list[Frame] = []
        at, end, strangers = 0, len(datagram), 0
        while at < end:
            if end - at < RECORD.size:
                return None
            _, can_id, index, kind, length, _ = RECORD.unpack_from(datagram, at)
            at += RECORD.size
            fd = kind & FD_FLAG
            allowed = length in FD_LENGTHS if fd else length <= MAX_CLASSIC
            if not allowed or length > end - at:
                return None
            bus = self._buses.get(index)
            if bus is None:
                strangers += 1
            else:
                flags = _FLAGS[can_id >> 29] | (FD if fd else 0)
                data = bytes(datagram[at : at + length])
                frames.append(Frame(now, bus, can_id & _ID_MASK, flags, data))
            at += length
        if strangers:
            self._counts["unknown_bus"] += strangers
        return frames

    def _lost(self, reason: str) -> SourceLost:
        return SourceLost(f"unix {self._path}: {reason}")
