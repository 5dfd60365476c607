"""Diagnostic link through a socketcand server, on a TCP connection of its own."""

from collections.abc import Callable

from app.adapters.can.frame import EXTENDED
from app.adapters.can.socketcand import SocketcandSource
from app.adapters.can.source import SourceLost
from app.adapters.diagnostics.guard import Guard
from app.adapters.diagnostics.link import DiagnosticLink, LinkLost
from app.core.clock import Clock

_BATCH = 4096


class _Connection(SocketcandSource):
    """A client of the protocol that can also ask the server to send."""

    def write(self, text: bytes) -> None:
        """Send *text*; SourceLost."""
        if self._socket is None:
            raise SourceLost("not open")
        try:
            self._socket.sendall(text)
        except OSError as error:
            raise SourceLost(str(error)) from error


class SocketcandLink(DiagnosticLink):
    """`< send ID LEN B0 B1 … >` in raw mode; only the answer ids of the ECUs are handed on."""

    def __init__(
        self,
        address: tuple[str, int, str],
        guard: Guard,
        told: Callable[[int, bytes], None],
        clock: Clock,
    ) -> None:
        """*address* is host, port and channel."""
        super().__init__(guard, told)
        self._connection = _Connection("diagnostics", *address, clock)

    def open(self) -> None:
        """Connect and enter raw mode within 2 s; LinkLost."""
        try:
            self._connection.open()
        except SourceLost as error:
            raise LinkLost(str(error)) from error

    def receive(self, timeout_s: float) -> list[tuple[int, bytes]]:
        """Answers of the next portion of frames."""
        try:
            frames = self._connection.recv_batch(_BATCH, timeout_s)
        except SourceLost as error:
            raise LinkLost(str(error)) from error
        wanted = self.guard.responses
        return [
            (frame.can_id, frame.data)
            for frame in frames
            if wanted.get(frame.can_id) is bool(frame.flags & EXTENDED)
        ]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _write(self, can_id: int, data: bytes, *, extended: bool) -> None:
        identifier = f"{can_id:08X}" if extended else f"{can_id:03X}"
        try:
            self._connection.write(
                f"< send {identifier} {len(data)} {data.hex(' ').upper()} >".encode()
            )
        except SourceLost as error:
            raise LinkLost(str(error)) from error
