"""Diagnostic link through the kernel's CAN: a raw socket that hears the ECUs' answers only."""

import contextlib
import socket
import struct
from collections.abc import Callable

from app.adapters.diagnostics.guard import Guard
from app.adapters.diagnostics.link import DiagnosticLink, LinkLost

_FRAME = struct.Struct("=IB3x8s")
_FILTER = struct.Struct("=II")
_EXTENDED_FLAG = 0x80000000
_REMOTE_FLAG = 0x40000000
_STANDARD_MASK = 0x7FF
_EXTENDED_MASK = 0x1FFFFFFF


class SocketcanLink(DiagnosticLink):
    """Raw CAN socket on *interface* (such as `can0`), with exact kernel filters."""

    def __init__(self, interface: str, guard: Guard, told: Callable[[int, bytes], None]) -> None:
        super().__init__(guard, told)
        self._interface = interface
        self._socket: socket.socket | None = None

    def open(self) -> None:
        """Bind to the interface; LinkLost when it is not there."""
        self.close()
        try:
            opened = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
            self._socket = opened
            opened.setsockopt(socket.SOL_CAN_RAW, socket.CAN_RAW_FILTER, self._filters())
            opened.bind((self._interface,))
        except OSError as error:
            self.close()
            raise LinkLost(f"socketcan {self._interface}: {error}") from error

    def receive(self, timeout_s: float) -> list[tuple[int, bytes]]:
        """The next answer, if one comes in time."""
        opened = self._opened()
        try:
            opened.settimeout(max(timeout_s, 0.001))
            packet = opened.recv(_FRAME.size)
        except TimeoutError:
            return []
        except OSError as error:
            raise LinkLost(f"socketcan {self._interface}: {error}") from error
        if len(packet) < _FRAME.size:
            return []
        flagged, length, data = _FRAME.unpack(packet)
        return [(flagged & _EXTENDED_MASK, data[: min(length, 8)])]

    def close(self) -> None:
        """Close the socket."""
        opened, self._socket = self._socket, None
        if opened is not None:
            with contextlib.suppress(OSError):
                opened.close()

    def _write(self, can_id: int, data: bytes, *, extended: bool) -> None:
        flagged = can_id | _EXTENDED_FLAG if extended else can_id
        try:
            self._opened().send(_FRAME.pack(flagged, len(data), data))
        except OSError as error:
            raise LinkLost(f"socketcan {self._interface}: {error}") from error

    def _opened(self) -> socket.socket:
        if self._socket is None:
            raise LinkLost(f"socketcan {self._interface}: not open")
        return self._socket

    def _filters(self) -> bytes:
        """One exact filter an answer id: data frames of that kind of identifier only."""
        flags = _EXTENDED_FLAG | _REMOTE_FLAG
        return b"".join(
            _FILTER.pack(can_id | _EXTENDED_FLAG, _EXTENDED_MASK | flags)
            if extended
            else _FILTER.pack(can_id, _STANDARD_MASK | flags)
            for can_id, extended in self.guard.responses.items()
        )
