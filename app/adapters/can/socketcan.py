"""The kernel's CAN interfaces, read through AF_CAN raw sockets (specification, section 4).

Bringing an interface up, in listen-only mode, is the system's job. Structures and numbers are
those of linux/can.h, linux/can/raw.h, linux/can/error.h and asm-generic/socket.h.
"""

import contextlib
import select
import socket
import struct
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from app.adapters.can.filters import CAN_EFF_MASK, Filter
from app.adapters.can.frame import ERROR, EXTENDED, FD, REMOTE, Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

CAN_MTU = 16
CANFD_MTU = 72
RECEIVE_BUFFER = 4 << 20
"""Bytes asked of the kernel; its default holds 278 classic frames, 62 ms of a full bus."""

_SOL_CAN_RAW = 101
_CAN_RAW_FILTER = 1
_CAN_RAW_ERR_FILTER = 2
_CAN_RAW_FD_FRAMES = 5
_CAN_ERR_MASK = 0x1FFF_FFFF
_SO_RCVBUFFORCE = 33
_SO_RXQ_OVFL = 40
_OVERFLOWS = struct.Struct("=I")
_HEAD = struct.Struct("=IB3x")
_FLAGS = (0, ERROR, REMOTE, ERROR, EXTENDED, ERROR, EXTENDED | REMOTE, ERROR)
"""By the three highest bits of an identifier: 29-bit, remote, error."""

Ancillary = list[tuple[int, int, bytes]]


class CanSocket(Protocol):
    """What the source needs of a socket."""

    def recv(self, bufsize: int, /) -> bytes:
        """One frame in the kernel's form; BlockingIOError when there is none."""

    def recvmsg(self, bufsize: int, ancbufsize: int, /) -> tuple[bytes, Ancillary, int, object]:
        """One frame, and how many were dropped."""

    def fileno(self) -> int:
        """For poll."""

    def close(self) -> None:
        """Let go of it."""


def connect_can(interface: str, filters: Sequence[Filter], *, fd: bool) -> CanSocket:
    """A non-blocking raw socket bound to *interface* that gets *filters* and all error frames.

    OSError if the kernel has no CAN or no such interface.
    """
    raw = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
    try:
        raw.setblocking(False)
        raw.setsockopt(_SOL_CAN_RAW, _CAN_RAW_FILTER, pack_filters(filters))
        raw.setsockopt(_SOL_CAN_RAW, _CAN_RAW_ERR_FILTER, _CAN_ERR_MASK)
        raw.setsockopt(_SOL_CAN_RAW, _CAN_RAW_FD_FRAMES, int(fd))
        raw.setsockopt(socket.SOL_SOCKET, _SO_RXQ_OVFL, 1)
        _raise_buffer(raw)
        raw.bind((interface,))
    except OSError:
        raw.close()
        raise
    return raw


def pack_filters(filters: Sequence[Filter]) -> bytes:
    """An array of struct can_filter."""
    return b"".join(struct.pack("=II", *item) for item in filters)


def parse_frame(raw: bytes, t_ns: int, bus: str) -> Frame | None:
    """A struct can_frame or canfd_frame; None for anything else.

    A remote frame has no data; the identifier of an error frame is its class.
    """
    size = len(raw)
    if size not in {CAN_MTU, CANFD_MTU}:
        return None
    can_id, length = _HEAD.unpack_from(raw)
    if length > size - _HEAD.size:
        return None
    flags = _FLAGS[can_id >> 29]
    if size == CANFD_MTU:
        flags |= FD
    data = b"" if flags & REMOTE else raw[_HEAD.size : _HEAD.size + length]
    return Frame(t_ns, bus, can_id & CAN_EFF_MASK, flags, data)


class SocketcanSource:
    """One bus behind a network interface such as `can0`; it has no means to send.

    An interface that goes down, or is not there, is a lost source: opening it again may help.
    """

    def __init__(
        self,
        bus: str,
        interface: str,
        filters: Sequence[Filter],
        clock: Clock,
        *,
        fd: bool = False,
    ) -> None:
        self._bus = bus
        self._interface = interface
        self._filters = filters
        self._clock = clock
        self._fd = fd
        self.connect: Callable[..., CanSocket] = connect_can
        self._socket: CanSocket | None = None
        self._poll = select.poll()
        self._dropped = 0
        self._counts: Counter[str] = Counter()

    def open(self) -> None:
        """Bind to the interface; SourceLost if that is impossible now."""
        self.close()
        try:
            self._socket = self.connect(self._interface, self._filters, fd=self._fd)
        except OSError as error:
            raise self._lost(error) from error
        self._dropped = 0
        self._poll = select.poll()
        self._poll.register(self._socket.fileno(), select.POLLIN)

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """What has come, *max_n* at most; SourceLost when the interface is down or gone.

        The count of dropped frames is read with the first frame of a batch only: it is a sum.
        """
        raw = self._socket
        if raw is None:
            raise SourceLost("not open")
        if not self._poll.poll(timeout_s * 1000):
            return []
        frames: list[Frame] = []
        now, bus = self._clock.monotonic_ns(), self._bus
        try:
            data, ancillary, _, _ = raw.recvmsg(CANFD_MTU, socket.CMSG_SPACE(_OVERFLOWS.size))
            self._count_dropped(ancillary)
            while True:
                frame = parse_frame(data, now, bus)
                if frame is not None:
                    frames.append(frame)
                else:
                    self._counts["malformed"] += 1
                if len(frames) >= max_n:
                    return frames
                data = raw.recv(CANFD_MTU)
        except BlockingIOError:
            return frames
        except OSError as error:
            raise self._lost(error) from error

    def close(self) -> None:
        """Let go of the socket."""
        raw, self._socket = self._socket, None
        if raw is not None:
            with contextlib.suppress(OSError):
                raw.close()

    def stats(self) -> dict[str, int]:
        """`dropped`: frames that the kernel had no room for; `malformed`: of a wrong size."""
        return dict(self._counts)

    def _count_dropped(self, ancillary: Ancillary) -> None:
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == _SO_RXQ_OVFL:
                (total,) = _OVERFLOWS.unpack(data)
                self._counts["dropped"] += (total - self._dropped) & 0xFFFF_FFFF
                self._dropped = total

    def _lost(self, error: OSError) -> SourceLost:
        return SourceLost(f"socketcan {self._interface}: {error.strerror or error}")


def _raise_buffer(raw: socket.socket) -> None:
    try:
        raw.setsockopt(socket.SOL_SOCKET, _SO_RCVBUFFORCE, RECEIVE_BUFFER)
    except PermissionError:  # then up to net.core.rmem_max
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
