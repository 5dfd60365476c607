"""One request at a time over ISO-TP: ask one ECU, or all that share a functional address."""

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping

from app.adapters.can.diag_model import EcuRule
from app.adapters.diagnostics.link import DiagnosticLink
from app.adapters.diagnostics.uds import ask_uds, is_uds
from app.features.vehicle.dtc import RESPONSE_PENDING, parse_negative

MARGIN_S = 0.4
"""Added to P2 and P2*: bus, gateway and operating system on the way (ISO 14229-2, delta P2)."""
LIMIT_S = 30.0
"""No answer is waited for longer, however often the ECU asks for more time."""
_SLICE_S = 0.02
_SEGMENT_S = 1.0

_quiet = logging.getLogger(f"{__name__}.isotp")
_quiet.setLevel(logging.CRITICAL)  # a lost segment is a time-out here, counted by the scheduler


class Stopped(Exception):  # noqa: N818  not a fault: the product is closing
    """The wait for an answer was given up because the service ends."""


class Conversation:
    """The ISO-TP layer of one ECU, driven by whoever waits for its answer."""

    def __init__(self, ecu: EcuRule, exchange: "Exchange", link: DiagnosticLink) -> None:
        import isotp

        self.ecu = ecu
        self._exchange = exchange
        self._inbox: deque[isotp.CanMessage] = deque()
        mode = (
            isotp.AddressingMode.Normal_29bits
            if ecu.extended
            else isotp.AddressingMode.Normal_11bits
        )
        self._layer = isotp.TransportLayerLogic(
            rxfn=lambda _timeout: self._inbox.popleft() if self._inbox else None,
            txfn=lambda message: link.send(message.arbitration_id, bytes(message.data)),
            address=isotp.Address(mode, txid=ecu.request, rxid=ecu.response),
            params={
                "blocksize": 0,
                "tx_padding": ecu.padding,
                "rx_consecutive_frame_timeout": round(_SEGMENT_S * 1000),
                "logger_name": _quiet.name,
            },
        )

    @property
    def busy(self) -> bool:
        """Whether an answer in several frames is on its way."""
        return self._layer.is_rx_active()

    def forget(self) -> None:
        """Drop what came unasked."""
        self._inbox.clear()
        self._layer.reset()

    def take(self, data: bytes) -> None:
        """A frame from the ECU."""
        import isotp

        message = isotp.CanMessage(self.ecu.response, len(data), data, self.ecu.extended)
        self._inbox.append(message)

    def send(self, payload: bytes) -> None:
        """Send the request *payload*."""
        self._layer.send(payload)
        self.turn()

    def turn(self) -> None:
        """Let the layer work on what came and on what is to be sent."""
        self._layer.process()

    def answer(self) -> bytes | None:
        """A whole answer, if there is one."""
        self.turn()
        payload = self._layer.recv()
        return None if payload is None else bytes(payload)

    def wait(self, timeout_s: float) -> bytes | None:
        """The next whole answer if it begins within *timeout_s*; Stopped, LinkLost."""
        deadline = time.monotonic() + timeout_s
        while (payload := self.answer()) is None:
            left = deadline - time.monotonic()
            if left <= 0 and not self.busy:
                return None
            self._exchange.listen(_SLICE_S if left <= 0 else min(left, _SLICE_S))
        return payload


class Exchange:
    """All conversations over one link; belongs to the scheduler's thread.

    *stopped* is asked at least every 20 ms while waiting.
    """

    def __init__(
        self, link: DiagnosticLink, ecus: Iterable[EcuRule], stopped: Callable[[], bool]
    ) -> None:
        self._link = link
        self._stopped = stopped
        self._talks = {ecu.response: Conversation(ecu, self, link) for ecu in ecus}

    def ask(self, ecu: EcuRule, payload: bytes) -> bytes | None:
        """The final answer of *ecu*, positive or negative; None when it keeps silent."""
        talk = self._begin(ecu)
        if is_uds(payload):
            return ask_uds(talk, payload, MARGIN_S, LIMIT_S)
        talk.send(payload)
        return self._wait({ecu.response: talk}, payload).get(ecu.name)

    def ask_all(
        self, functional: int, ecus: Iterable[EcuRule], payload: bytes
    ) -> Mapping[str, bytes]:
        """Final answers by ECU name to one request at the *functional* address of *ecus*."""
        talks = {ecu.response: self._begin(ecu) for ecu in ecus}
        padding = next(iter(talks.values())).ecu.padding
        frame = bytes([len(payload)]) + payload
        if padding is not None:
            frame = frame.ljust(8, bytes([padding]))
        self._link.send(functional, frame)
        return self._wait(talks, payload)

    def listen(self, timeout_s: float) -> None:
        """Take what arrives within *timeout_s* or at once; Stopped when the service ends."""
        if self._stopped():
            raise Stopped
        for can_id, data in self._link.receive(timeout_s):
            talk = self._talks.get(can_id)
            if talk is not None:
                talk.take(data)
                talk.turn()

    def drain(self) -> None:
        """Forget what came unasked, so that no old frame answers a new request."""
        while self._link.receive(0.0):
            pass

    def _begin(self, ecu: EcuRule) -> Conversation:
        talk = self._talks[ecu.response]
        talk.forget()
        return talk

    def _wait(self, talks: Mapping[int, Conversation], payload: bytes) -> dict[str, bytes]:
        start = time.monotonic()
        due = {can_id: start + talk.ecu.p2_ms / 1000 + MARGIN_S for can_id, talk in talks.items()}
        answers: dict[str, bytes] = {}
        while due:
            for can_id, talk in talks.items():
                answer = talk.answer() if can_id in due else None
                now = time.monotonic()
                if answer is not None and _asks_for_time(answer, payload[0]):
                    due[can_id] = min(now + talk.ecu.p2_star_ms / 1000 + MARGIN_S, start + LIMIT_S)
                elif answer is not None and _is_about(answer, payload[0]):
                    answers[talk.ecu.name] = answer
                    del due[can_id]
                elif can_id in due and now >= due[can_id] and not talk.busy:
                    del due[can_id]
            if due:
                self.listen(_SLICE_S)
        return answers


def _asks_for_time(answer: bytes, service: int) -> bool:
    negative = parse_negative(answer)
    return negative is not None and (negative.service, negative.nrc) == (
        service,
        RESPONSE_PENDING,
    )


def _is_about(answer: bytes, service: int) -> bool:
    negative = parse_negative(answer)
    if negative is not None:
        return negative.service == service
    return bool(answer) and answer[0] == service + 0x40
