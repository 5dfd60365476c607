"""Control units on a bus in memory: they answer over ISO-TP what a test tells them to."""

from collections import deque
from collections.abc import Sequence
from queue import Empty, Queue

from app.adapters.can.diag_model import DiagRule, EcuRule, RequestRule
from app.adapters.diagnostics.guard import Guard
from app.adapters.diagnostics.link import DiagnosticLink, LinkLost

ENGINE = EcuRule("engine", 0x7E0, 0x7E8, 0x7DF, 0xAA, 10, 200, extended=False)
MOTOR = EcuRule("motor", 0x7E1, 0x7E9, 0x7DF, 0xAA, 10, 200, extended=False)
BODY = EcuRule("body", 0x712, 0x77C, None, None, 10, 200, extended=False)
WIDE = EcuRule("brakes", 0x18DA28F1, 0x18DAF128, None, 0, 10, 200, extended=True)


def diag_rule(
    *ecus: EcuRule, requests: Sequence[RequestRule] = (), while_moving: bool = False
) -> DiagRule:
    """A `[diag]` that may transmit, with the least interval."""
    return DiagRule(
        transmit=True,
        bus="obd",
        min_interval_ms=500,
        while_moving=while_moving,
        ecus=ecus,
        requests=tuple(requests),
    )


class FakeDiagBus(DiagnosticLink):
    """`answer` scripts payloads by ECU and request; what is not scripted stays unanswered.

    Longer answers go out in several frames, the rest only after a flow control frame. `lose`
    makes the next use of the link fail.
    """

    def __init__(self, *ecus: EcuRule) -> None:
        self.heard: list[tuple[int, bytes]] = []
        super().__init__(Guard(ecus), lambda can_id, data: self.heard.append((can_id, data)))
        self._ecus = ecus
        self._script: dict[tuple[str, bytes], deque[Sequence[bytes]]] = {}
        self._frames: Queue[tuple[int, bytes]] = Queue()
        self._rest: dict[int, list[bytes]] = {}
        self.requests: list[tuple[int, bytes]] = []
        self.opened = 0
        self.lose = False
        self.closed = False

    def answer(self, ecu: EcuRule, request: str, *payloads: str) -> None:
        """Answer *request* with *payloads*, one after the other; the last script stays."""
        key = (ecu.name, bytes.fromhex(request))
        self._script.setdefault(key, deque()).append([bytes.fromhex(text) for text in payloads])

    def open(self) -> None:
        if self.lose:
            raise LinkLost("gone")
        self.opened += 1

    def receive(self, timeout_s: float) -> list[tuple[int, bytes]]:
        if self.lose:
            raise LinkLost("gone")
        try:
            return [self._frames.get(timeout=timeout_s) if timeout_s else self._frames.get(False)]
        except Empty:
            return []

    def close(self) -> None:
        self.closed = True

    def payloads(self) -> list[str]:
        """Requests so far, as hexadecimal text."""
        return [payload.hex(" ").upper() for _, payload in self.requests]

    def _write(self, can_id: int, data: bytes, *, extended: bool) -> None:
        if self.lose:
            raise LinkLost("gone")
        if data[0] >> 4:
            self._send_rest(can_id)
            return
        payload = data[1 : 1 + data[0]]
        self.requests.append((can_id, payload))
        for ecu in self._ecus:
            if can_id in {ecu.request, ecu.functional} and extended is ecu.extended:
                self._reply(ecu, payload)

    def _reply(self, ecu: EcuRule, request: bytes) -> None:
        script = self._script.get((ecu.name, request))
        if script is None:
            return
        for payload in script[0] if len(script) == 1 else script.popleft():
            if len(payload) <= 7:
                frame = bytes([len(payload)]) + payload
                self._frames.put((ecu.response, frame.ljust(8, b"\x55")))
                continue
            head = (0x1000 | len(payload)).to_bytes(2, "big")
            pieces = [payload[i : i + 7] for i in range(6, len(payload), 7)]
            self._rest[ecu.request] = [
                bytes([0x20 | (n & 0xF)]) + piece for n, piece in enumerate(pieces, 1)
            ]
            self._frames.put((ecu.response, head + payload[:6]))

    def _send_rest(self, can_id: int) -> None:
        [ecu] = [each for each in self._ecus if each.request == can_id]
        for frame in self._rest.pop(can_id, []):
            self._frames.put((ecu.response, frame))
