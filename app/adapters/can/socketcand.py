"""Client of the socketcand protocol in raw mode (vehicle data specification, section 4)."""

import contextlib
import re
import socket
from collections import Counter
from time import monotonic

from app.adapters.can.frame import ERROR, EXTENDED, Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

HANDSHAKE_S = 2.0
BUFFER_CAP = 64 * 1024
STANDARD_DIGITS = 3
EXTENDED_DIGITS = 8
MAX_DATA = 8

_PACKET = re.compile(rb"<\s*(\w+)\s*([^<>]*?)\s*>")


class SocketcandSource:
    """One bus behind a socketcand server; frames are stamped with *clock* at arrival."""

    def __init__(self, bus: str, host: str, port: int, channel: str, clock: Clock) -> None:
        self._bus = bus
        self._address = (host, port)
        self._channel = channel
        self._clock = clock
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._pending: list[Frame] = []
        self._counts: Counter[str] = Counter()

    def open(self) -> None:
        """Connect and enter raw mode within 2 s; SourceLost otherwise."""
        self.close()
        deadline = monotonic() + HANDSHAKE_S
        try:
            connection = socket.create_connection(self._address, timeout=HANDSHAKE_S)
            self._socket = connection
            self._expect(b"hi", deadline)
            connection.sendall(f"< open {self._channel} >".encode())
            self._expect(b"ok", deadline)
            connection.sendall(b"< rawmode >")
            self._expect(b"ok", deadline)
        except (OSError, SourceLost) as error:
            self.close()
            host, port = self._address
            raise SourceLost(f"socketcand {host}:{port}: {error}") from error
        self._parse()  # frames may be glued to the last answer

    def recv_batch(self, max_n: int, timeout_s: float) -> list[Frame]:
        """Frames in order of arrival; an empty read of the socket is a lost source."""
        if not self._pending:
            if not self._receive(timeout_s):
                return []
            self._parse()
        batch, self._pending = self._pending[:max_n], self._pending[max_n:]
        return batch

    def close(self) -> None:
        """Close the connection and forget what was half received."""
        connection, self._socket = self._socket, None
        if connection is not None:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._buffer = b""
        self._pending = []

    def stats(self) -> dict[str, int]:
        """Counts of unknown verbs, malformed frames and overflows of the receive buffer."""
        return dict(self._counts)

    def _receive(self, timeout_s: float) -> bool:
        connection = self._socket
        if connection is None:
            raise SourceLost("not open")
        try:
            connection.settimeout(max(timeout_s, 0.001))
            chunk = connection.recv(BUFFER_CAP)
        except TimeoutError:
            return False
        except OSError as error:
            raise SourceLost(str(error)) from error
        if not chunk:
            raise SourceLost("connection closed by the server")
        self._buffer += chunk
        if len(self._buffer) > BUFFER_CAP and b">" not in self._buffer:
            self._counts["overflow"] += 1
            self._buffer = b""
        return True

    def _expect(self, verb: bytes, deadline: float) -> None:
        while (packet := _PACKET.search(self._buffer)) is None:
            if monotonic() >= deadline or not self._receive(deadline - monotonic()):
                raise SourceLost(f"no answer '{verb.decode()}' within {HANDSHAKE_S:.0f} s")
        self._buffer = self._buffer[packet.end() :]
        if packet[1] != verb:
            raise SourceLost(f"answered '{packet[0].decode(errors='replace')}'")

    def _parse(self) -> None:
        end = self._buffer.rfind(b">") + 1
        if not end:
            return
        complete, self._buffer = self._buffer[:end], self._buffer[end:]
        now = self._clock.monotonic_ns()
        frames = self._pending
        for verb, rest in _PACKET.findall(complete):
            if verb == b"frame":
                frame = self._frame(rest, now)
            elif verb == b"error":
                frame = Frame(now, self._bus, 0, ERROR, b"")
            else:
                self._counts["unknown_verb"] += verb not in {b"ok", b"hi"}
                continue
            if frame is None:
                self._counts["malformed"] += 1
            else:
                frames.append(frame)

    def _frame(self, text: bytes, now: int) -> Frame | None:
        """`ID SEC.USEC HEX`; the time of the server is not used."""
        identifier, _, rest = text.partition(b" ")
        digits = rest.partition(b" ")[2].decode("ascii", "replace")
        try:
            can_id, data = int(identifier, 16), bytes.fromhex(digits)
        except ValueError:
            return None
        width = len(identifier)
        if width not in {STANDARD_DIGITS, EXTENDED_DIGITS} or len(data) > MAX_DATA:
            return None
        flags = EXTENDED if width == EXTENDED_DIGITS else 0
        return Frame(now, self._bus, can_id, flags, data)
