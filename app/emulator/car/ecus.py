"""ECUs that answer a tester over ISO-TP (ISO 15765-2): requests in, frames of answers out."""

from collections import deque
from dataclasses import dataclass

import isotp

from app.emulator.car.ecu_services import BUSY, PENDING, answer, negative
from app.emulator.car.ecu_table import EcuAddress, EcuTable
from app.emulator.car.frames import SentFrame
from app.emulator.car.parameters import Diagnostics
from app.emulator.car.physics import DT_S, Car
from app.emulator.car.settings import EcuBehaviour

_PADDING = 0xAA
_MOST_WAITING = 64


@dataclass(slots=True)
class _Pending:
    """A request whose answer a slow ECU still owes."""

    request: bytes
    functional: bool
    answers_left: int
    wait_s: float


class Ecu:
    """One ECU with its transport layer; everything happens in `step`."""

    def __init__(self, address: EcuAddress, constants: Diagnostics) -> None:
        self.address = address
        self._k = constants
        self._inbox: deque[bytes] = deque()
        self._asked: deque[bytes] = deque()
        self._sent: list[SentFrame] = []
        self._pending: _Pending | None = None
        self._busy = False
        self.transport_errors = 0
        self._transport = isotp.TransportLayerLogic(
            rxfn=self._take,
            txfn=self._put,
            address=isotp.Address(txid=address.response, rxid=address.request),
            error_handler=self._count,
            params={"tx_padding": _PADDING, "tx_data_min_length": 8, "blocking_send": False},
        )

    def receive(self, data: bytes, *, functional: bool) -> None:
        """A frame for this ECU; those to all ECUs are single frames."""
        if not functional:
            self._inbox.append(data)
            self._busy = True
        elif data and 0 < data[0] < len(data):
            self._asked.append(data[1 : 1 + data[0]])
            self._busy = True

    def step(self, car: Car) -> list[SentFrame]:
        """Frames that leave now."""
        if not self._busy:
            return []
        behaviour = car.settings.ecus.get(self.address.name, EcuBehaviour.NORMAL)
        self._transport.process()
        while (request := self._transport.recv()) is not None:
            self._serve(car, bytes(request), behaviour, functional=False)
        while self._asked:
            self._serve(car, self._asked.popleft(), behaviour, functional=True)
        self._go_on(car)
        self._transport.process()
        self._busy = bool(
            self._inbox
            or self._pending
            or self._transport.transmitting()
            or self._transport.is_rx_active()
        )
        sent, self._sent = self._sent, []
        return sent

    def reset(self) -> None:
        """Forget everything that was going on."""
        if not self._busy:
            return
        self._inbox.clear()
        self._asked.clear()
        self._sent.clear()
        self._pending = None
        self._busy = False
        self._transport.reset()

    def _serve(
        self, car: Car, request: bytes, behaviour: EcuBehaviour, *, functional: bool
    ) -> None:
        if not request or behaviour is EcuBehaviour.SILENT:
            return
        if behaviour is EcuBehaviour.BUSY or self._pending is not None:
            self._send(negative(request[0], BUSY))
        elif behaviour is EcuBehaviour.SLOW:
            self._pending = _Pending(request, functional, int(self._k.pending_answers), 0.0)
        else:
            self._send(answer(car, self.address.name, request, functional=functional))

    def _go_on(self, car: Car) -> None:
        """Say "pending" as often as this ECU does, then answer."""
        pending = self._pending
        if pending is None:
            return
        pending.wait_s -= DT_S
        if pending.wait_s > 0.0:
            return
        if pending.answers_left > 0:
            pending.answers_left -= 1
            pending.wait_s = self._k.pending_s
            self._send(negative(pending.request[0], PENDING))
        else:
            self._pending = None
            name = self.address.name
            self._send(answer(car, name, pending.request, functional=pending.functional))

    def _send(self, payload: bytes | None) -> None:
        if payload is not None:
            self._transport.send(payload)

    def _take(self, _timeout_s: float) -> isotp.CanMessage | None:
        if not self._inbox:
            return None
        return isotp.CanMessage(arbitration_id=self.address.request, data=self._inbox.popleft())

    def _put(self, message: isotp.CanMessage) -> None:
        self._sent.append(SentFrame(self.address.response, bytes(message.data)))

    def _count(self, _error: Exception) -> None:
        self.transport_errors += 1


class Ecus:
    """All ECUs of the diagnostic bus; `receive` may be called from any thread."""

    def __init__(self, table: EcuTable, constants: Diagnostics) -> None:
        self.bus = table.bus
        self.requests = table.requests
        self._ecus = [Ecu(address, constants) for address in table.ecus]
        self._inbox: deque[tuple[int, bytes]] = deque(maxlen=_MOST_WAITING)

    def receive(self, can_id: int, data: bytes) -> bool:
        """Take a tester's frame; False for an identifier that no ECU listens to."""
        if can_id not in self.requests:
            return False
        self._inbox.append((can_id, data))
        return True

    def step(self, car: Car, *, awake: bool) -> list[SentFrame]:
        """Frames of answers that leave now; none, and nothing kept, while the bus sleeps."""
        if not awake:
            self._inbox.clear()
            for ecu in self._ecus:
                ecu.reset()
            return []
        while self._inbox:
            can_id, data = self._inbox.popleft()
            for ecu in self._ecus:
                if can_id in {ecu.address.request, ecu.address.functional}:
                    ecu.receive(data, functional=can_id == ecu.address.functional)
        return [frame for ecu in self._ecus for frame in ecu.step(car)]
