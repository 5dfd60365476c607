"""One connection of the socketcand server: handshake and requests in, frames out, no blocking."""

import socket
from collections.abc import Callable
from enum import Enum, auto

Accept = Callable[[int, bytes], bool]
"""Takes a frame that a client wants on the bus, or refuses it."""

CHANNEL = "can0"
_IN_CAP = 4096
_OUT_CAP = 256 * 1024
_MAX_DATA = 8
_STANDARD_ID = 0x7FF


class Stage(Enum):
    """How far the handshake has come."""

    GREETED = auto()
    OPENED = auto()
    RAW = auto()


class Client:
    """State of one connection; the server's lock guards it.

    `fd` = this client also takes CAN FD frames; `sent` = frames it put on the bus since the last
    look.
    """

    def __init__(self, connection: socket.socket, accept: Accept, *, fd_bus: bool) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.stage = Stage.GREETED
        self.fd = False
        self.sent: list[tuple[int, bytes]] = []
        self._accept = accept
        self._fd_bus = fd_bus
        self._inbox = b""
        self._outbox = bytearray()

    def send(self, data: bytes) -> bool:
        """Queue and write what the kernel takes; False when the client is gone or too slow."""
        self._outbox += data
        try:
            sent = self.socket.send(self._outbox)
        except BlockingIOError:
            sent = 0
        except OSError:
            return False
        del self._outbox[:sent]
        return len(self._outbox) <= _OUT_CAP

    def receive(self) -> bool:
        """Read and answer commands; False when the connection has ended or is not sane."""
        try:
            data = self.socket.recv(_IN_CAP)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not data:
            return False
        self._inbox += data
        while b">" in self._inbox:
            command, _, self._inbox = self._inbox.partition(b">")
            words = command.partition(b"<")[2].decode("ascii", "replace").split()
            answer = self._answer(words)
            if answer and not self.send(f"< {answer} >".encode()):
                return False
        return len(self._inbox) <= _IN_CAP

    def _answer(self, words: list[str]) -> str:
        if self.stage is Stage.GREETED and words[:1] == ["open"]:
            if words[1:] != [CHANNEL]:
                return "error unknown channel"
            self.stage = Stage.OPENED
            return "ok"
        if self.stage is Stage.OPENED and words == ["rawmode"]:
            self.stage = Stage.RAW
            return "ok"
        if self.stage is Stage.RAW and words == ["fdmode"]:
            self.fd = self._fd_bus
            return "ok" if self.fd else "error classic frames only"
        if words[:1] == ["send"]:
            return self._request(words[1:])
        return "error unknown command"

    def _request(self, words: list[str]) -> str:
        """`ID LEN B0 B1 ...`; like socketcand, nothing is said to a frame that is taken."""
        frame = _frame(words)
        if self.stage is not Stage.RAW or frame is None or not self._accept(*frame):
            return "error sending is refused"
        self.sent.append(frame)
        return ""


def _frame(words: list[str]) -> tuple[int, bytes] | None:
    """Identifier of 11 bits and data; None for anything else."""
    try:
        can_id, length = int(words[0], 16), int(words[1])
        data = bytes(int(word, 16) for word in words[2:])
    except (IndexError, ValueError):
        return None
    sane = 0 <= can_id <= _STANDARD_ID and length == len(data) <= _MAX_DATA
    return (can_id, data) if sane else None
