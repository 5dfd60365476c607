"""Stand-ins for what is at the other end of a CAN source: kernel, reader unit, serial adapter."""

import os
import pty
import select
import socket
import struct
import threading
import tty
from collections.abc import Sequence
from pathlib import Path

from app.adapters.can.filters import Filter
from app.adapters.can.unix_source import RECORD

SO_RXQ_OVFL = 40


def can_frame(can_id: int, data: bytes) -> bytes:
    """A struct can_frame of linux/can.h."""
    return struct.pack("=IB3x8s", can_id, len(data), data)


def canfd_frame(can_id: int, data: bytes, flags: int = 0) -> bytes:
    """A struct canfd_frame of linux/can.h."""
    return struct.pack("=IBB2x64s", can_id, len(data), flags, data)


class KernelSocket:
    """A raw CAN socket: real waiting through a socket pair, drops and errors as a test says."""

    def __init__(self) -> None:
        self.kernel, self._own = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._own.setblocking(False)
        self.dropped = 0
        self.error: OSError | None = None
        self.asked: list[tuple[str, Sequence[Filter], bool]] = []

    def connect(self, interface: str, filters: Sequence[Filter], *, fd: bool) -> "KernelSocket":
        """What the source calls instead of opening a socket."""
        self.asked.append((interface, filters, fd))
        if self.error is not None:
            raise self.error
        return self

    def put(self, *frames: bytes) -> None:
        for frame in frames:
            self.kernel.send(frame)

    def fail(self, number: int) -> None:
        """The next read fails, as when the interface goes down."""
        self.error = OSError(number, os.strerror(number))
        self.kernel.send(b"\0")

    def recv(self, bufsize: int, /) -> bytes:
        if self.error is not None:
            raise self.error
        return self._own.recv(bufsize)

    def recvmsg(
        self, bufsize: int, _ancbufsize: int, /
    ) -> tuple[bytes, list[tuple[int, int, bytes]], int, object]:
        drops = struct.pack("=I", self.dropped)
        return self.recv(bufsize), [(socket.SOL_SOCKET, SO_RXQ_OVFL, drops)], 0, None

    def fileno(self) -> int:
        return self._own.fileno()

    def close(self) -> None:
        """The source lets go; the test may open it again."""

    def end(self) -> None:
        self.kernel.close()
        self._own.close()


def record(can_id: int, data: bytes, *, bus: int = 0, flags: int = 0) -> bytes:
    """One record of the reader unit's protocol, with a time that must not be used."""
    return RECORD.pack(5, can_id, bus, flags, len(data), 0) + data


class ReaderUnit:
    """Listens as a CAN reader unit does; one client at a time."""

    def __init__(self, path: Path) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._listener.bind(str(path))
        self._listener.listen()
        self.client: socket.socket | None = None

    def accept(self) -> None:
        self.client, _ = self._listener.accept()

    def send(self, datagram: bytes) -> None:
        assert self.client is not None
        self.client.send(datagram)

    def hang_up(self) -> None:
        if self.client is not None:
            self.client.close()
            self.client = None

    def end(self) -> None:
        self.hang_up()
        self._listener.close()


class SlcanAdapter:
    """The far end of a serial port: takes commands, sends lines."""

    def __init__(self) -> None:
        self._far, near = pty.openpty()
        tty.setraw(self._far)
        tty.setraw(near)
        self.device = os.ttyname(near)
        self._near = near
        self.commands = b""
        self.opened = threading.Event()
        self._plugged = True
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def send(self, *lines: str) -> None:
        os.write(self._far, "".join(f"{line}\r" for line in lines).encode())

    def unplug(self) -> None:
        if self._plugged:
            self._plugged = False
            self._thread.join()
            os.close(self._near)
            os.close(self._far)

    def _listen(self) -> None:
        while self._plugged:
            if select.select([self._far], [], [], 0.02)[0]:
                self.commands += os.read(self._far, 256)
            if b"L\r" in self.commands:
                self.opened.set()
