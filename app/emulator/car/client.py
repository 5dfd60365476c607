"""One connection of the socketcand server: handshake in, frames out, never blocking."""

import socket
from enum import Enum, auto

CHANNEL = "can0"
_IN_CAP = 4096
_OUT_CAP = 256 * 1024


class Stage(Enum):
    """How far the handshake has come."""

    GREETED = auto()
    OPENED = auto()
    RAW = auto()


class Client:
    """State of one connection; the server's lock guards it."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket = connection
        self.stage = Stage.GREETED
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
            if not self.send(f"< {self._answer(words)} >".encode()):
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
        if words[:1] == ["send"]:
            return "error sending is refused"
        return "error unknown command"
