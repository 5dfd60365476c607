"""Client of the socketcand protocol in raw mode (vehicle data specification, section 4)."""

import contextlib
import re
import socket
from collections import Counter
from time import monotonic

from app.adapters.can.frame import ERROR, EXTENDED, FD, FD_LENGTHS, Frame
from app.adapters.can.source import SourceLost
from app.core.clock import Clock

HANDSHAKE_S = 2.0
FD_ANSWER_S = 1.0
BUFFER_CAP = 64 * 1024
EXTENDED_DIGITS = 8
MAX_DATA = 8
KNOWN_IDS = 4096
"""Identifiers whose text is read once only."""
_PROBE_S = 1
_PROBES = 3

_PACKET = re.compile(rb"<\s*(\w+)\s*([^<>]*?)\s*>")
_ID = rb"([01][0-9A-Fa-f]{7}|[0-7][0-9A-Fa-f]{2})"
_CLASSIC = re.compile(rb"< frame " + _ID + rb" [0-9]++\.[0-9]++ ([0-9A-Fa-f]{0,16}+) ?>")
"""What a server sends nearly always; a block of nothing else is read without a call a frame."""
_FRAME = re.compile(_ID + rb" \S+ ?([0-9A-Fa-f ]*)")
_FD_FRAME = re.compile(_ID + rb" \S+ [0-9A-Fa-f]+ ?([0-9A-Fa-f ]*)")
_STAMPED = re.compile(rb"[0-9A-Fa-f]+ [0-9]+\.[0-9]+\b.*")


class SocketcandSource:
    """One bus behind a socketcand server; frames are stamped with *clock* at arrival.

    With *fd* the server is asked for CAN FD frames; one that does not know them stays classic.
    """

    def __init__(  # noqa: PLR0913  an address of this protocol has three parts
        self, bus: str, host: str, port: int, channel: str, clock: Clock, *, fd: bool = False
    ) -> None:
        self._bus = bus
        self._address = (host, port)
        self._channel = channel
        self._clock = clock
        self._ask_fd = fd
        self._fd = False
        self._socket: socket.socket | None = None
        self._timeout_s = 0.0
        self._buffer = b""
        self._pending: list[Frame] = []
        self._ids: dict[bytes, tuple[int, int]] = {}
        self._counts: Counter[str] = Counter()

    @property
    def fd(self) -> bool:
        """Whether the server agreed to send CAN FD frames."""
        return self._fd

    def open(self) -> None:
        """Connect and enter raw mode within 2 s; SourceLost otherwise."""
        self.close()
        deadline = monotonic() + HANDSHAKE_S
        try:
            connection = socket.create_connection(self._address, timeout=HANDSHAKE_S)
            self._socket, self._timeout_s = connection, HANDSHAKE_S
            _probe(connection)
            self._expect(b"hi", deadline)
            connection.sendall(f"< open {self._channel} >".encode())
            self._expect(b"ok", deadline)
            connection.sendall(b"< rawmode >")
            self._expect(b"ok", deadline)
            if self._ask_fd:
                connection.sendall(b"< fdmode >")
                self._fd = self._agreed(monotonic() + FD_ANSWER_S)
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
        self._fd = False

    def stats(self) -> dict[str, int]:
        """Counts of unknown verbs, malformed frames and overflows of the receive buffer."""
        return dict(self._counts)

    def _receive(self, timeout_s: float) -> bool:
        connection = self._socket
        if connection is None:
            raise SourceLost("not open")
        try:
            if timeout_s != self._timeout_s:  # each change is a system call
                self._timeout_s = timeout_s
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

    def _next_packet(self, deadline: float) -> re.Match[bytes] | None:
        """The first packet of the buffer, taken off it; None at *deadline*."""
        while (packet := _PACKET.search(self._buffer)) is None:
            if monotonic() >= deadline or not self._receive(deadline - monotonic()):
                return None
        self._buffer = self._buffer[packet.end() :]
        return packet

    def _expect(self, verb: bytes, deadline: float) -> None:
        packet = self._next_packet(deadline)
        if packet is None:
            raise SourceLost(f"no answer '{verb.decode()}' within {HANDSHAKE_S:.0f} s")
        if packet[1] != verb:
            raise SourceLost(f"answered '{packet[0].decode(errors='replace')}'")

    def _agreed(self, deadline: float) -> bool:
        """Whether the server answers `< ok >`; frames that come in between are kept."""
        now = self._clock.monotonic_ns
        while (packet := self._next_packet(deadline)) is not None:
            verb, rest = packet[1], packet[2]
            if verb != b"frame" and (verb != b"error" or not _STAMPED.fullmatch(rest)):
                return verb == b"ok"
            self._take(verb, rest, now())
        return False

    def _parse(self) -> None:
        end = self._buffer.rfind(b">") + 1
        if not end:
            return
        complete, self._buffer = self._buffer[:end], self._buffer[end:]
        now = self._clock.monotonic_ns()
        found = _CLASSIC.findall(complete)
        if len(found) != complete.count(b">") or not self._take_classic(found, now):
            for verb, rest in _PACKET.findall(complete):
                self._take(verb, rest, now)

    def _take_classic(self, found: list[tuple[bytes, bytes]], now: int) -> bool:
        """Read a block of classic frames; False, and nothing read, if one of them is malformed."""
        bus, ids, from_hex, new = self._bus, self._ids, bytes.fromhex, tuple.__new__
        frames: list[Frame] = []
        try:
            for identifier, digits in found:
                known = ids.get(identifier) or self._learn_id(identifier)
                frames.append(new(Frame, (now, bus, *known, from_hex(digits.decode()))))
        except ValueError:  # an odd number of digits
            return False
        self._pending += frames
        return True

    def _learn_id(self, text: bytes) -> tuple[int, int]:
        if len(self._ids) >= KNOWN_IDS:
            self._ids.clear()
        known = int(text, 16), EXTENDED if len(text) == EXTENDED_DIGITS else 0
        self._ids[text] = known
        return known

    def _take(self, verb: bytes, rest: bytes, now: int) -> None:
        if verb == b"frame":
            frame = self._frame(rest, now, 0)
        elif verb == b"fdframe" and self._fd:
            frame = self._frame(rest, now, FD)
        elif verb == b"error":
            frame = Frame(now, self._bus, 0, ERROR, b"")
        else:
            self._counts["unknown_verb"] += verb not in {b"ok", b"hi"}
            return
        if frame is None:
            self._counts["malformed"] += 1
        else:
            self._pending.append(frame)

    def _frame(self, text: bytes, now: int, flags: int) -> Frame | None:
        """`ID SEC.USEC [FLAGS] HEX`; the time of the server is not used, nor are the FD flags."""
        found = (_FD_FRAME if flags & FD else _FRAME).fullmatch(text)
        if found is None:
            return None
        try:
            data = bytes.fromhex(found[2].decode())
        except ValueError:  # an odd number of digits
            return None
        if not (len(data) in FD_LENGTHS if flags & FD else len(data) <= MAX_DATA):
            return None
        can_id, extended = self._learn_id(found[1])
        return Frame(now, self._bus, can_id, flags | extended, data)


def _probe(connection: socket.socket) -> None:
    """Silence watchdog: a peer that vanished without a word is noticed by the kernel within 4 s.

    A bus without traffic is no lost source: its car may be asleep.
    """
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, _PROBE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, _PROBE_S)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, _PROBES)
