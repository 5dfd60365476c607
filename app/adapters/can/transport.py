"""Passive reassembly of payloads longer than a frame: ISO-TP and the J1939 transport protocol.

Sources: ISO 15765-2 (single, first and consecutive frames, escape lengths of CAN FD, N_Cr);
SAE J1939-21 (BAM, RTS/CTS, T1..T3). A listener answers nothing and corrects nothing: what was not
heard whole is dropped and counted. No call raises, whatever the bytes.
"""

MAX_BYTES = 4095
"""Longer ISO-TP payloads are not collected: only CAN FD's escape form can announce them."""
N_CR_NS = 1_000_000_000
"""Longest pause before a consecutive frame (ISO 15765-2)."""
PACKET_NS = 1_250_000_000
"""Longest pause between packets of a J1939 message (T2, T3 of SAE J1939-21)."""
J1939_SESSIONS = 64

_SINGLE, _FIRST, _CONSECUTIVE = 0, 1, 2
_FIRST_BYTES = 8
_TP_DT = 0xEB
_RTS, _END_ACK, _BAM, _ABORT = 16, 19, 32, 255
_GLOBAL = 0xFF
_PACKET = 7
_PRIORITY = 6 << 26
_PDU2 = 0xF0
_J1939_BYTES = range(9, 1786)


class IsoTpReader:
    """The payloads of one identifier; `lost` counts those that did not arrive whole."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.lost = 0
        self._max = max_bytes
        self._total = 0
        self._part = bytearray()
        self._next = 0
        self._t_ns = 0

    def feed(self, data: bytes, t_ns: int) -> bytes | None:
        """Take a frame's *data*; the payload that it completes, without padding."""
        if not data:
            return None
        kind = data[0] >> 4
        if kind == _CONSECUTIVE:
            return self._consecutive(data, t_ns)
        if kind == _SINGLE:
            self.forget()
            payload = single_frame(data)
            self.lost += payload is None
            return payload
        if kind == _FIRST:
            self.forget()
            self._first(data, t_ns)
        return None

    def forget(self) -> None:
        """Give up what is incomplete: it counts as lost."""
        if self._total:
            self.lost += 1
            self._total = 0

    def _first(self, data: bytes, t_ns: int) -> None:
        if len(data) < _FIRST_BYTES:
            self.lost += 1
            return
        total, start = (data[0] & 0x0F) << 8 | data[1], 2
        if total == 0:
            total, start = int.from_bytes(data[2:6], "big"), 6
        if not len(data) - start < total <= self._max:
            self.lost += 1
            return
        self._total, self._part = total, bytearray(data[start:])
        self._next, self._t_ns = 1, t_ns

    def _consecutive(self, data: bytes, t_ns: int) -> bytes | None:
        if not self._total:
            return None
        if data[0] & 0x0F != self._next or t_ns - self._t_ns > N_CR_NS or len(data) == 1:
            self.forget()
            return None
        self._part += data[1:]
        self._next, self._t_ns = (self._next + 1) & 0x0F, t_ns
        if len(self._part) < self._total:
            return None
        payload, self._total = bytes(self._part[: self._total]), 0
        return payload


def single_frame(data: bytes) -> bytes | None:
    """The payload of an ISO-TP single frame, None if *data* is none or is cut short."""
    if not data or data[0] >> 4 != _SINGLE:
        return None
    size, start = data[0] & 0x0F, 1
    if size == 0 and len(data) > _FIRST_BYTES:
        size, start = data[1], 2
    return data[start : start + size] if 0 < size <= len(data) - start else None


class _Session:
    """One message under way; one that is not broadcast may repeat packets, and in any order."""

    __slots__ = ("broadcast", "can_id", "packets", "parts", "t_ns", "total")

    def __init__(self, can_id: int, total: int, t_ns: int, *, broadcast: bool) -> None:
        self.can_id = can_id
        self.total = total
        self.packets = -(-total // _PACKET)
        self.parts: dict[int, bytes] = {}
        self.t_ns = t_ns
        self.broadcast = broadcast

    def takes(self, number: int, t_ns: int) -> bool:
        """Whether packet *number* may come now."""
        late = t_ns - self.t_ns > PACKET_NS
        in_turn = not self.broadcast or number == len(self.parts) + 1
        return not late and in_turn and 1 <= number <= self.packets


class J1939Reader:
    """The multi-packet messages of one bus; `lost` counts those that did not arrive whole."""

    def __init__(self) -> None:
        self.lost = 0
        self._sessions: dict[tuple[int, int], _Session] = {}

    def feed(self, can_id: int, data: bytes, t_ns: int) -> tuple[int, bytes] | None:
        """Take a frame of TP.CM or TP.DT by its 29-bit *can_id*.

        The identifier (priority 6, PGN, source) and the payload of the message it completes.
        """
        if len(data) <= _PACKET:
            return None
        source, destination = can_id & 0xFF, can_id >> 8 & 0xFF
        if can_id >> 16 & 0xFF == _TP_DT:
            return self._packet(source, destination, data, t_ns)
        self._control(source, destination, data, t_ns)
        return None

    def forget(self) -> None:
        """Give up what is incomplete: it counts as lost."""
        self.lost += len(self._sessions)
        self._sessions.clear()

    def _control(self, source: int, destination: int, data: bytes, t_ns: int) -> None:
        if data[0] == _ABORT:
            self._drop((source, destination))
            self._drop((destination, source))
        elif data[0] == _END_ACK:
            self._drop((destination, source))
        elif data[0] in {_BAM, _RTS} and (data[0] == _BAM) == (destination == _GLOBAL):
            self._drop((source, destination))
            total = int.from_bytes(data[1:3], "little")
            if total not in _J1939_BYTES or data[3] != -(-total // _PACKET):
                self.lost += 1
                return
            if len(self._sessions) >= J1939_SESSIONS:
                self._drop(min(self._sessions, key=lambda key: self._sessions[key].t_ns))
            pgn = int.from_bytes(data[5:8], "little") & 0x3FFFF
            if pgn >> 8 & 0xFF < _PDU2:
                pgn = pgn & 0x3FF00 | destination
            can_id = _PRIORITY | pgn << 8 | source
            self._sessions[source, destination] = _Session(
                can_id, total, t_ns, broadcast=data[0] == _BAM
            )
        elif (session := self._sessions.get((destination, source))) is not None:
            session.t_ns = t_ns

    def _packet(
        self, source: int, destination: int, data: bytes, t_ns: int
    ) -> tuple[int, bytes] | None:
        session = self._sessions.get((source, destination))
        if session is None:
            return None
        if not session.takes(data[0], t_ns):
            self._drop((source, destination))
            return None
        session.parts[data[0]] = data[1 : 1 + _PACKET]
        session.t_ns = t_ns
        if len(session.parts) < session.packets:
            return None
        del self._sessions[source, destination]
        whole = b"".join(session.parts[number] for number in range(1, session.packets + 1))
        return session.can_id, whole[: session.total]

    def _drop(self, key: tuple[int, int]) -> None:
        if self._sessions.pop(key, None) is not None:
            self.lost += 1
